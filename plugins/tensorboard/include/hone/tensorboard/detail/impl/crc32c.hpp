// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/tensorboard/detail/crc32c.hpp>

#include <cstdint>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE uint32_t crc32c(std::string_view bytes) {
  uint32_t crc = 0xffffffffu;
  for (const char c : bytes)
    crc = (crc >> 8) ^ kCrc32cTable[(crc ^ static_cast<unsigned char>(c)) & 0xff];
  return ~crc;
}

HONE_INLINE uint32_t masked_crc32c(std::string_view bytes) {
  const uint32_t crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
