// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The fields of stat that hone uses; not the times.
struct FileStatus {
  uint64_t device = 0, inode = 0;
  uint64_t links = 0;
  uint32_t mode = 0;
  int64_t size = 0;
};

inline bool is_same_file(const FileStatus& a, const FileStatus& b) {
  return a.device == b.device && a.inode == b.inode;
}

/// Gets the status of `path`, which may be relative to the open directory `file` or to AT_FDCWD. If
/// `path` is empty, gets the status of the open `file` itself. Returns false on error, with errno
/// set.
///
/// Does not query the times. Since Linux 6.13, querying them makes the next write record a
/// nanosecond timestamp, which is expensive for a writer that checks the file before every write.
bool get_status(int file, const char* path, FileStatus& status);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/files/impl/file_status.hpp>
#endif
