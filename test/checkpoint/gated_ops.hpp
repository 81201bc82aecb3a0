// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace hone_test {

/// File operations that a test can block: while the gate is shut, opening a file waits at it.
/// Records the names that files are renamed to.
class GatedOps : public hone::detail::FileOps {
 public:
  void shut() {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_shut_ = true;
  }
  void open_gate() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_shut_ = false;
    changed_.notify_all();
  }
  /// Returns when a thread waits at the gate.
  void until_somebody_waits() const {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ > 0; });
  }
  /// Opens the gate from another thread, when this one is about to wait for the blocked operation.
  std::thread opener() const {
    return std::thread([this] { open_gate(); });
  }
  /// The names that files were given, in order.
  std::vector<std::string> names() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return names_;
  }

  int open(const char* path, int flags, mode_t mode) const override {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      ++waiting_;
      if (is_shut_) changed_.notify_all();
      changed_.wait(lock, [&] { return !is_shut_; });
      --waiting_;
    }
    return FileOps::open(path, flags, mode);
  }
  int rename(const char* from, const char* to) const override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      names_.push_back(hone::detail::file_name_of(to));
    }
    return FileOps::rename(from, to);
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable bool is_shut_ = false;
  mutable int waiting_ = 0;
  mutable std::vector<std::string> names_;
};

}  // namespace hone_test
