// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A named range of a file: a record of a zip file, or a tensor of a safetensors file.
struct Record {
  std::string name;
  uint64_t header = 0;  ///< offset of its local header in a zip file
  uint64_t data = 0;    ///< offset of its bytes
  uint64_t bytes = 0;
  uint32_t crc32 = 0;
  bool is_plain = true;   ///< neither compressed nor encrypted; always true of hone's files
  bool has_crc32 = true;  ///< false in safetensors files that hone did not write
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
