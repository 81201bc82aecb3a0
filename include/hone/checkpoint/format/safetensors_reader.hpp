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

/// The safetensors' names of types; null where the format has none.
const char* safetensors_name(Dtype dtype);

/// A safetensors file: 8 bytes that say how long the header is, the header in JSON, and the
/// tensors, without a hole. What the format forbids is refused: overlaps, holes, names that come
/// twice. The format has no checksums; those that hone writes into `__metadata__` ("crc32.<name>")
/// are read.
class SafetensorsReader : public RecordFile {
 public:
  static constexpr uint64_t kMaxHeader = 100000000;  // the format's own limit

  /// Whether that is what the file seems to be.
  static bool fits(const RecordFile& file) {
    return file.bytes() >= 10 && file.text(8, 1) == "{" && file.text(0, 2) != "PK";
  }

  explicit SafetensorsReader(RecordFile file);

  /// The tensors by their names; each has its storage at its place among the entries.
  const Dict& tensors() const { return tensors_; }
  const Dict& metadata() const { return metadata_; }

 private:
  static constexpr std::string_view kChecksum = "crc32.";

  void read_metadata(const JsonValue& value);

  void read_tensor(const std::string& name, const JsonValue& value, uint64_t from);

  Dtype dtype_of_text(const std::string& text, const std::string& name) const;

  // One after another to the end of the file, and every name once.
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
