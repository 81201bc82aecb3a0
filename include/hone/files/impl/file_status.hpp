// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_status.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdint>

#ifdef __linux__
#include <sys/sysmacros.h>
#endif

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE bool get_status(int file, const char* path, FileStatus& status) {
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
}  // namespace HONE_ABI
}  // namespace hone
