// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Makes appended data durable, with one fsync for many threads (group commit). Thread-safe.
class GroupSync {
 public:
  GroupSync(int file, std::string path, const FileOps& ops)
      : file_(file), path_(std::move(path)), ops_(ops) {}

  /// Records that the file's first `end` bytes were written.
  void written(int64_t end);

  /// Blocks until the first `end` bytes, already written, are durable. Throws StorageError.
  void wait(int64_t end);

 private:
  int sync();

  const int file_;
  const std::string path_;
  const FileOps& ops_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int64_t written_ = 0, durable_ = 0;
  bool is_syncing_ = false, has_synced_name_ = false;
  int error_ = 0;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/group_sync.hpp>
#endif
