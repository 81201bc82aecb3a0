// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Held by one process of a study at a time, while it reads from the server what it then writes: a
/// run, or which trial is the best.
///
/// A process that asked for a trial need not search for its run: no other process sends anything
/// about it, unless another one took over the trial or the spool. That one then writes the run's
/// name to the lock file before it creates the run.
class MlflowRunLock {
 public:
  /// Waits for the lock. Throws StorageError.
  explicit MlflowRunLock(const std::string& directory);
  MlflowRunLock(const MlflowRunLock&) = delete;
  MlflowRunLock& operator=(const MlflowRunLock&) = delete;
  ~MlflowRunLock();  // also unlocks for children forked meanwhile

  bool names(const std::string& run) const;
  void add(const std::string& run) const;

 private:
  [[noreturn]] void fail(const char* what) const;

  const std::string path_;
  const File file_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/run_lock.hpp>
#endif
