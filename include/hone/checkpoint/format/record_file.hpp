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

/// A file of records, each a named range of it. Derived classes know the format and find the
/// records; this class reads them. Its errors name the file. The file stays open, so replacing it
/// on disk does not affect an open one. Thread-safe.
class RecordFile {
 public:
  explicit RecordFile(std::string path, const FileOps& ops = system_file_ops());

  const std::string& path() const { return path_; }
  uint64_t bytes() const { return bytes_; }
  const std::vector<Record>& entries() const { return entries_; }

  /// Reads a range of a record.
  void read(const Record& entry, uint64_t offset, void* into, size_t bytes) const;

  /// Returns a record's bytes, verified. Not for tensors, as it holds the record in memory.
  std::string read_checked(const Record& entry, uint64_t limit) const;

  /// Reads a complete record, into `into` if given. Throws CheckpointError if its checksum is
  /// wrong.
  void verify(const Record& entry, char* into = nullptr) const;

  /// Returns a range of the file. Throws CheckpointError if the file is shorter.
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
