// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/file_ops.hpp>
#include <hone/error.hpp>

#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

namespace hone {
inline namespace v0 {
namespace detail {

/// Makes what was appended to a file durable, for many threads by one fsync. Any thread.
template <class = void>
class GroupSyncOf {
 public:
  GroupSyncOf(int file, std::string path, const FileOps& ops)
      : file_(file), path_(std::move(path)), ops_(ops) {}

  /// Says that the file's first `end` bytes are written.
  void written(int64_t end) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (end > written_) written_ = end;
  }

  /// Returns when the first `end` bytes, which are written, are durable. Throws StorageError.
  void wait(int64_t end) {
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
    // The kernel forgets what it could not write, so that a second fsync would wrongly succeed.
    throw StorageError(
        "hone: the journal " + path_ + " was written, but its device did not keep it: fsync: " +
        std::system_category().message(error_) +
        "; what was told since may be gone after a power cut: check the disk, and start this "
        "program again");
  }

 private:
  int sync() {
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

  const int file_;
  const std::string path_;
  const FileOps& ops_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int64_t written_ = 0, durable_ = 0;
  bool is_syncing_ = false, has_synced_name_ = false;
  int error_ = 0;
};
using GroupSync = GroupSyncOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
