// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
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
  explicit MlflowRunLock(const std::string& directory);
  MlflowRunLock(const MlflowRunLock&) = delete;
  MlflowRunLock& operator=(const MlflowRunLock&) = delete;
  ~MlflowRunLock();  // also for children forked meanwhile

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
