// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>

#include <dirent.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace hone_test {

/// File operations whose n-th call fails: with an errno, or, for a write, by doing half of its
/// work.
struct FaultyOps : hone::detail::FileOps {
  int64_t fail_at = -1;  // counted from 0; -1: none
  int error = EIO;       // 0: does half, if the operation can
  bool goes_on = false;  // whether all later calls fail too
  mutable int64_t calls = 0;
  mutable const char* failed = "";  // name of that operation

  bool fails(const char* what) const {
    const int64_t call = calls++;
    if (fail_at < 0 || (goes_on ? call < fail_at : call != fail_at)) return false;
    failed = what;
    errno = error;
    return error != 0;
  }
  bool halves(const char* what, size_t bytes) const {
    return error == 0 && calls - 1 == fail_at && bytes > 1 && failed == what;
  }

  int open(const char* path, int flags, mode_t mode) const override {
    return fails("open") ? -1 : FileOps::open(path, flags, mode);
  }
  ssize_t pread(int file, void* into, size_t bytes, int64_t offset) const override {
    static const char* const kName = "pread";
    if (fails(kName)) return -1;
    return FileOps::pread(file, into, halves(kName, bytes) ? bytes / 2 : bytes, offset);
  }
  ssize_t pwrite(int file, const void* from, size_t bytes, int64_t offset) const override {
    static const char* const kName = "pwrite";
    if (fails(kName)) return -1;
    return FileOps::pwrite(file, from, halves(kName, bytes) ? bytes / 2 : bytes, offset);
  }
  int allocate(int file, int64_t bytes) const override {
    return fails("allocate") ? -1 : FileOps::allocate(file, bytes);
  }
  int fsync(int file) const override { return fails("fsync") ? -1 : FileOps::fsync(file); }
  int close(int file) const override {
    // Like Linux: the file is closed even if close fails.
    const bool is_failure = fails("close");
    const int result = FileOps::close(file);
    if (is_failure) errno = error;
    return is_failure ? -1 : result;
  }
  int rename(const char* from, const char* to) const override {
    return fails("rename") ? -1 : FileOps::rename(from, to);
  }
  int link(const char* from, const char* to) const override {
    return fails("link") ? -1 : FileOps::link(from, to);
  }
  int symlink(const char* target, const char* path) const override {
    return fails("symlink") ? -1 : FileOps::symlink(target, path);
  }
  int unlink(const char* path) const override {
    return fails("unlink") ? -1 : FileOps::unlink(path);
  }
  int mkdir(const char* path) const override { return fails("mkdir") ? -1 : FileOps::mkdir(path); }
};

/// Returns how many files this process has open.
inline int open_files() {
  int count = 0;
  DIR* entries = ::opendir("/proc/self/fd");
  while (::readdir(entries)) ++count;
  ::closedir(entries);
  return count;
}

}  // namespace hone_test
