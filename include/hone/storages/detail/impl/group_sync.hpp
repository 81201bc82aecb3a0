// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/storages/detail/group_sync.hpp>

#include <cerrno>
#include <cstdint>
#include <mutex>
#include <system_error>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void GroupSync::written(int64_t end) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (end > written_) written_ = end;
}

HONE_INLINE void GroupSync::wait(int64_t end) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (durable_ < end && error_ == 0) {
    if (is_syncing_) {
      changed_.wait(lock);
      continue;
    }
    is_syncing_ = true;
    const int64_t upto = written_;
    lock.unlock();
    const int error = sync();
    lock.lock();
    is_syncing_ = false;
    if (error == 0) durable_ = upto;
    error_ = error;
    changed_.notify_all();
  }
  if (durable_ >= end) return;
  // The kernel drops data that it could not write, so a second fsync would wrongly succeed.
  throw StorageError(
      "hone: the journal " + path_ + " was written, but its device did not keep it: fsync: " +
      std::system_category().message(error_) +
      "; what was told since may be gone after a power cut: check the disk, and start this "
      "program again");
}

HONE_INLINE int GroupSync::sync() {
  if (uninterrupted([&] { return ops_.fsync(file_); }) != 0) return errno;
  if (has_synced_name_) return 0;
  try {
    sync_directory(directory_of(path_), ops_);
  } catch (const Error&) {
    return EIO;
  }
  has_synced_name_ = true;
  return 0;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
