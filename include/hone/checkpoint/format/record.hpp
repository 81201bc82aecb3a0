// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A stretch of a file that has a name: a record of a zip file, or a tensor of a safetensors file.
struct Record {
  std::string name;
  uint64_t header = 0;  ///< where its local header stands in a zip file
  uint64_t data = 0;    ///< where its bytes stand
  uint64_t bytes = 0;
  uint32_t crc32 = 0;
  bool is_plain = true;   ///< neither compressed nor encrypted, as all that hone writes
  bool has_crc32 = true;  ///< others' safetensors files have no checksums
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
