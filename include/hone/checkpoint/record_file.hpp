// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/crc32.hpp>
#include <hone/checkpoint/file_ops.hpp>
#include <hone/checkpoint/record.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// A file of records, each a stretch of it with a name. Who knows the format finds the records;
/// this reads them, and says which file it was that could not be read. It stays open, so a file
/// that is replaced meanwhile stays what it was. Many threads may read.
template <class = void>
class RecordFileOf {
 public:
  explicit RecordFileOf(std::string path, const FileOps& ops = system_file_ops())
      : path_(std::move(path)), ops_(&ops), file_(ops, open_file()) {
    struct stat status;
    if (::fstat(file_.get(), &status) != 0) throw_file_error("read", path_, "fstat", errno);
    if (!S_ISREG(status.st_mode)) fail("it is not a file");
    bytes_ = static_cast<uint64_t>(status.st_size);
  }

  const std::string& path() const { return path_; }
  uint64_t bytes() const { return bytes_; }
  const std::vector<Record>& entries() const { return entries_; }

  /// Reads a stretch of a record.
  void read(const Record& entry, uint64_t offset, void* into, size_t bytes) const {
    if (!entry.is_plain)
      fail("record " + entry.name +
           " is compressed or encrypted, and hone reads what is stored as it is");
    if (offset > entry.bytes || bytes > entry.bytes - offset)
      fail("record " + entry.name + " is too short");
    read_file(entry.data + offset, into, bytes);
  }

  /// A record's bytes, checked. Not for tensors: all of it is in memory.
  std::string read_checked(const Record& entry, uint64_t limit) const {
    if (entry.bytes > limit)
      fail("record " + entry.name + " has " + std::to_string(entry.bytes) + " bytes; at most " +
           std::to_string(limit) + " are read");
    std::string text(static_cast<size_t>(entry.bytes), '\0');
    verify(entry, text.data());
    return text;
  }

  /// Reads all of a record against its checksum, and throws CheckpointError where it differs. The
  /// bytes go to `into`, where it is given.
  void verify(const Record& entry, char* into = nullptr) const {
    // Block by block: what was read is still in the cache when its checksum is computed.
    const auto block = static_cast<size_t>(std::min<uint64_t>(size_t{1} << 18, entry.bytes));
    std::vector<char> buffer(into ? 0 : block);
    uint32_t crc = 0;
    for (uint64_t at = 0; at < entry.bytes;) {
      char* const to = into ? into + at : buffer.data();
      const auto count = static_cast<size_t>(std::min<uint64_t>(block, entry.bytes - at));
      read(entry, at, to, count);
      crc = crc32(crc, to, count);
      at += count;
    }
    if (crc != entry.crc32 && entry.has_crc32)
      fail("the checksum of record " + entry.name +
           " is wrong; the file is damaged, use another checkpoint");
  }

  /// A stretch of the file itself, which must be there.
  std::string text(uint64_t offset, uint64_t bytes) const {
    if (offset > bytes_ || bytes > bytes_ - offset) fail("it ends early");
    std::string result(static_cast<size_t>(bytes), '\0');
    read_file(offset, result.data(), result.size());
    return result;
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw CheckpointError("hone: cannot read " + path_ + ": " + why);
  }

 protected:
  std::vector<Record> entries_;

 private:
  int open_file() const {
    // Not to wait for a pipe's other end.
    constexpr int kFlags = O_RDONLY | O_NONBLOCK | O_CLOEXEC;
    const int file = uninterrupted([&] { return ops_->open(path_.c_str(), kFlags, 0); });
    if (file < 0) throw_file_error("read", path_, "opening it", errno);
    return file;
  }

  void read_file(uint64_t offset, void* into, size_t bytes) const {
    char* to = static_cast<char*>(into);
    while (bytes > 0) {
      const ssize_t count = uninterrupted(
          [&] { return ops_->pread(file_.get(), to, bytes, static_cast<int64_t>(offset)); });
      if (count < 0) throw_file_error("read", path_, "reading", errno);
      if (count == 0) fail("it ends early");
      to += count;
      offset += static_cast<uint64_t>(count);
      bytes -= static_cast<size_t>(count);
    }
  }

  std::string path_;
  const FileOps* ops_;
  File file_;
  uint64_t bytes_ = 0;
};
using RecordFile = RecordFileOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
