// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/mlflow/detail/run_lock.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string>
#include <system_error>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE MlflowRunLock::MlflowRunLock(const std::string& directory)
    : path_(directory + "/lock"),
      file_(system_file_ops(),
            ::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666)) {
  if (file_.get() < 0 || uninterrupted([&] { return ::flock(file_.get(), LOCK_EX); }) != 0)
    fail("locked");
}

HONE_INLINE MlflowRunLock::~MlflowRunLock() { ::flock(file_.get(), LOCK_UN); }

HONE_INLINE bool MlflowRunLock::names(const std::string& run) const {
  struct stat status;
  if (::fstat(file_.get(), &status) != 0) fail("read");
  if (status.st_size == 0) return false;
  std::string text(static_cast<size_t>(status.st_size), '\0');
  if (uninterrupted([&] { return ::pread(file_.get(), &text[0], text.size(), 0); }) < 0)
    fail("read");
  return ("\n" + text).find("\n" + run + "\n") != std::string::npos;
}

HONE_INLINE void MlflowRunLock::add(const std::string& run) const {
  if (names(run)) return;
  const std::string line = run + "\n";
  errno = ENOSPC;
  if (::write(file_.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    fail("written");
}

HONE_INLINE void MlflowRunLock::fail(const char* what) const {
  throw StorageError("hone: " + path_ + " could not be " + what + ": " +
                     std::system_category().message(errno));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
