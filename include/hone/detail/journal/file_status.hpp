// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/sysmacros.h>
#endif

#include <cstdint>

namespace hone {
inline namespace v0 {
namespace detail {

/// What the system says of a file, but for its times.
struct FileStatus {
  uint64_t device = 0, inode = 0;
  uint64_t links = 0;
  uint32_t mode = 0;
  int64_t size = 0;
};

inline bool is_same_file(const FileStatus& a, const FileStatus& b) {
  return a.device == b.device && a.inode == b.inode;
}

/// Looks at `path`, from the open directory `file` on or AT_FDCWD, or at the open `file` itself
/// where `path` is empty. False where that cannot be, and errno says why.
///
/// Since Linux 6.13 each write that follows a look at a file's times has to note its own to the
/// nanosecond, which a writer that looks before every write would pay for; so here nobody asks.
inline bool get_status(int file, const char* path, FileStatus& status) {
#ifdef STATX_SIZE
  struct statx found;
  if (::statx(file, path, AT_EMPTY_PATH, STATX_TYPE | STATX_NLINK | STATX_INO | STATX_SIZE,
              &found) == 0) {
    status = {makedev(found.stx_dev_major, found.stx_dev_minor), found.stx_ino, found.stx_nlink,
              found.stx_mode, static_cast<int64_t>(found.stx_size)};
    return true;
  }  // old containers refuse the call
#endif
  struct stat found_by_all;
  if ((*path ? ::fstatat(file, path, &found_by_all, 0) : ::fstat(file, &found_by_all)) != 0)
    return false;
  status = {found_by_all.st_dev, found_by_all.st_ino, found_by_all.st_nlink, found_by_all.st_mode,
            found_by_all.st_size};
  return true;
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
