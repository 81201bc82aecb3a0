// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/record.hpp>
#include <hone/checkpoint/format/record_file.hpp>
#include <hone/error.hpp>
#include <hone/files/crc32.hpp>
#include <hone/files/file_ops.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE RecordFile::RecordFile(std::string path, const FileOps& ops)
    : path_(std::move(path)), ops_(&ops), file_(ops, open_file()) {
  struct stat status;
  if (::fstat(file_.get(), &status) != 0) throw_file_error("read", path_, "fstat", errno);
  if (!S_ISREG(status.st_mode)) fail("it is not a file");
  bytes_ = static_cast<uint64_t>(status.st_size);
}

HONE_INLINE void RecordFile::read(const Record& entry, uint64_t offset, void* into,
                                  size_t bytes) const {
  if (!entry.is_plain)
    fail("record " + entry.name +
         " is compressed or encrypted, and hone reads what is stored as it is");
  if (offset > entry.bytes || bytes > entry.bytes - offset)
    fail("record " + entry.name + " is too short");
  read_file(entry.data + offset, into, bytes);
}

HONE_INLINE std::string RecordFile::read_checked(const Record& entry, uint64_t limit) const {
  if (entry.bytes > limit)
    fail("record " + entry.name + " has " + std::to_string(entry.bytes) + " bytes; at most " +
         std::to_string(limit) + " are read");
  std::string text(static_cast<size_t>(entry.bytes), '\0');
  verify(entry, text.data());
  return text;
}

HONE_INLINE void RecordFile::verify(const Record& entry, char* into) const {
  // Block by block, so that the data is still in the cache when its checksum is computed.
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

HONE_INLINE std::string RecordFile::text(uint64_t offset, uint64_t bytes) const {
  if (offset > bytes_ || bytes > bytes_ - offset) fail("it ends early");
  std::string result(static_cast<size_t>(bytes), '\0');
  read_file(offset, result.data(), result.size());
  return result;
}

HONE_INLINE void RecordFile::fail(const std::string& why) const {
  throw CheckpointError("hone: cannot read " + path_ + ": " + why);
}

HONE_INLINE int RecordFile::open_file() const {
  // O_NONBLOCK: opening a pipe must not wait for its other end.
  constexpr int kFlags = O_RDONLY | O_NONBLOCK | O_CLOEXEC;
  const int file = uninterrupted([&] { return ops_->open(path_.c_str(), kFlags, 0); });
  if (file < 0) throw_file_error("read", path_, "opening it", errno);
  return file;
}

HONE_INLINE void RecordFile::read_file(uint64_t offset, void* into, size_t bytes) const {
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

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
