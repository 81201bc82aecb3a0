// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/record.hpp>
#include <hone/checkpoint/format/record_file.hpp>
#include <hone/files/file_ops.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A zip file with uncompressed records. The input is not trusted: a directory that does not match
/// the file exactly is rejected, with an error that names the file.
class ZipReader : public RecordFile {
 public:
  explicit ZipReader(const std::string& path, const FileOps& ops = system_file_ops())
      : ZipReader(RecordFile(path, ops)) {}
  explicit ZipReader(RecordFile file) : RecordFile(std::move(file)) { read_directory(); }

  /// Returns the record of that name; null if there is none.
  const Record* find(const std::string& name) const;

 private:
  static uint64_t number(const std::string& text, size_t at, size_t bytes);

  struct Directory {
    uint64_t at = 0, bytes = 0, entries = 0;
  };

  Directory find_directory() const;

  void read_directory();

  size_t read_entry(const std::string& all, size_t at);

  void check_name(const std::string& name) const;

  // Finds a record's data behind its local header. The directory has the header's offset; the
  // header has its own length.
  void find_data(Record& entry, uint64_t limit) const;

  void check_overlaps() const;

  std::map<std::string, size_t> by_name_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/zip_reader.hpp>
#endif
