// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/record.hpp>
#include <hone/files/file_ops.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A file of records, each a stretch of it with a name. Who knows the format finds the records;
/// this reads them, and says which file it was that could not be read. It stays open, so a file
/// that is replaced meanwhile stays what it was. Many threads may read.
class RecordFile {
 public:
  explicit RecordFile(std::string path, const FileOps& ops = system_file_ops());

  const std::string& path() const { return path_; }
  uint64_t bytes() const { return bytes_; }
  const std::vector<Record>& entries() const { return entries_; }

  /// Reads a stretch of a record.
  void read(const Record& entry, uint64_t offset, void* into, size_t bytes) const;

  /// A record's bytes, checked. Not for tensors: all of it is in memory.
  std::string read_checked(const Record& entry, uint64_t limit) const;

  /// Reads all of a record against its checksum, and throws CheckpointError where it differs. The
  /// bytes go to `into`, where it is given.
  void verify(const Record& entry, char* into = nullptr) const;

  /// A stretch of the file itself, which must be there.
  std::string text(uint64_t offset, uint64_t bytes) const;

  [[noreturn]] void fail(const std::string& why) const;

 protected:
  std::vector<Record> entries_;

 private:
  int open_file() const;

  void read_file(uint64_t offset, void* into, size_t bytes) const;

  std::string path_;
  const FileOps* ops_;
  File file_;
  uint64_t bytes_ = 0;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/record_file.hpp>
#endif
