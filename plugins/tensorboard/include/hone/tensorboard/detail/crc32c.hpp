// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// CRC-32C (Castagnoli), not the CRC of zip files: polynomial 0x1edc6f41, bits reflected.
constexpr std::array<uint32_t, 256> make_crc32c_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? 0x82f63b78u : 0);
    table[byte] = crc;
  }
  return table;
}

inline constexpr std::array<uint32_t, 256> kCrc32cTable = make_crc32c_table();

uint32_t crc32c(std::string_view bytes);

/// The CRC of a TFRecord. It is masked, because a CRC of bytes that contain CRCs is weak.
uint32_t masked_crc32c(std::string_view bytes);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/tensorboard/detail/impl/crc32c.hpp>
#endif
