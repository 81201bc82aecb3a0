// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/file_ops.hpp>
#include <hone/error.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace hone {
inline namespace v0 {
namespace detail {

/// Held by one of a study's processes at a time, while it looks at the server for what it then
/// writes: a run, or which trial is the best.
///
/// A process that asked for a trial need not look for its run: nobody else speaks of that one,
/// unless the trial or the spool came into other hands. Who made a run then has named it in the
/// lock's file, before.
class MlflowRunLock {
 public:
  /// Waits for it. Throws StorageError.
  explicit MlflowRunLock(const std::string& directory)
      : path_(directory + "/lock"),
        file_(system_file_ops(),
              ::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666)) {
    if (file_.get() < 0 || uninterrupted([&] { return ::flock(file_.get(), LOCK_EX); }) != 0)
      fail("locked");
  }
  MlflowRunLock(const MlflowRunLock&) = delete;
  MlflowRunLock& operator=(const MlflowRunLock&) = delete;
  ~MlflowRunLock() { ::flock(file_.get(), LOCK_UN); }  // also for children forked meanwhile

  bool names(const std::string& run) const {
    struct stat status;
    if (::fstat(file_.get(), &status) != 0) fail("read");
    if (status.st_size == 0) return false;
    std::string text(static_cast<size_t>(status.st_size), '\0');
    if (uninterrupted([&] { return ::pread(file_.get(), &text[0], text.size(), 0); }) < 0)
      fail("read");
    return ("\n" + text).find("\n" + run + "\n") != std::string::npos;
  }
  void add(const std::string& run) const {
    if (names(run)) return;
    const std::string line = run + "\n";
    errno = ENOSPC;
    if (::write(file_.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      fail("written");
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw StorageError("hone: " + path_ + " could not be " + what + ": " +
                       std::system_category().message(errno));
  }

  const std::string path_;
  const File file_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
