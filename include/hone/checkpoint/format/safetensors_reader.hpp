// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/record.hpp>
#include <hone/checkpoint/format/record_file.hpp>
#include <hone/records/text/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Returns the safetensors name of a type; null if the format does not have the type.
const char* safetensors_name(Dtype dtype);

/// A safetensors file: the header's length in 8 bytes, the header in JSON, and the tensors without
/// gaps. Rejects what the format forbids: overlaps, gaps, duplicate names. The format has no
/// checksums; reads those that hone writes into `__metadata__` ("crc32.<name>").
class SafetensorsReader : public RecordFile {
 public:
  static constexpr uint64_t kMaxHeader = 100000000;  // the format's own limit, in bytes

  /// Whether the file looks like a safetensors file.
  static bool fits(const RecordFile& file) {
    return file.bytes() >= 10 && file.text(8, 1) == "{" && file.text(0, 2) != "PK";
  }

  explicit SafetensorsReader(RecordFile file);

  /// Returns the tensors by name; a tensor's `storage` is its index in the entries.
  const Dict& tensors() const { return tensors_; }
  const Dict& metadata() const { return metadata_; }

 private:
  static constexpr std::string_view kChecksum = "crc32.";

  void read_metadata(const JsonValue& value);

  void read_tensor(const std::string& name, const JsonValue& value, uint64_t from);

  Dtype dtype_of_text(const std::string& text, const std::string& name) const;

  // Throws unless the tensors fill the file without gaps or overlaps, and every name is unique.
  void check_whole(uint64_t from) const;

  void set_checksum(Record& record) const;

  Dict tensors_, metadata_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/safetensors_reader.hpp>
#endif
