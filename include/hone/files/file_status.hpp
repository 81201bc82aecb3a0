// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
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
bool get_status(int file, const char* path, FileStatus& status);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/files/impl/file_status.hpp>
#endif
