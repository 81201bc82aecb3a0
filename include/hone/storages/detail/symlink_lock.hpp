// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>
#include <hone/storages/detail/beat_files.hpp>
#include <hone/storages/detail/lock_times.hpp>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The lock of Optuna's journal, shared by hone's and Optuna's processes: the process that
/// creates the symlink `<journal>.lock` holds it.
///
/// Hone's lock links point to `workers/<worker's name>` beside the journal, which is a symlink to
/// the journal. So waiters learn the holder's name at once and can check whether it is dead, and
/// Optuna, which reads the journal's times through the link, gets them. Each worker creates its
/// link once, as `workers/<worker's name>.link`, and takes the lock by hard-linking it. That
/// allocates and frees no inode, which is most of the cost of a symlink (ext4: 6 us instead of 50).
/// If symlinks cannot be hard-linked, it creates a new symlink each time.
///
/// A lock is broken only if its holder is provably dead, or, if that is unknown, when it has not
/// changed for Optuna's own grace period. Not thread-safe, except for the heartbeats.
class SymlinkLock {
 public:
  SymlinkLock(const std::string& journal, LockTimes times, const FileOps& ops);

  /// The file name in `workers/` of a worker of this journal.
  std::string name_of(const std::string& worker) const { return worker + suffix(); }
  const BeatFiles& beats() const { return beats_; }

  /// Holds the lock in a scope.
  class Guard {
   public:
    explicit Guard(SymlinkLock& lock) : lock_(lock) { lock_.acquire(); }
    ~Guard() { lock_.release(); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    SymlinkLock& lock_;
  };

  /// Throws StorageError if this process was stopped for so long that others have taken over the
  /// lock. Call before each change of the journal.
  void check() const;

 private:
  using Clock = std::chrono::steady_clock;

  static constexpr const char* kSuffix = ".link";

  /// A waiter's view of a lock. Equal views mean the same lock, unchanged.
  struct Sight {
    std::string target;
    ino_t inode = 0;
    int64_t made = 0;     // of the link, in nanoseconds
    int64_t written = 0;  // of the journal
    friend bool operator==(const Sight& a, const Sight& b) {
      return a.target == b.target && a.inode == b.inode && a.made == b.made &&
             a.written == b.written;
    }
    static int64_t nanoseconds(const struct timespec& time) {
      return static_cast<int64_t>(time.tv_sec) * 1000000000 + time.tv_nsec;
    }
  };

  std::string suffix() const;

  void acquire();

  bool take() const;

  /// Holders release the lock within microseconds. Polling disturbs them less than trying to take
  /// it.
  bool is_released_soon() const;

  /// Whether to keep waiting for that lock; if false, it must be removed.
  bool wait(const Sight& seen, Clock::duration waited) const;

  void release() noexcept {
    if (is_mine()) ops_.unlink(lock_.c_str());
  }

  /// False if this process was stopped and another one took over the lock. Reads the link only if
  /// there was time for a takeover: an update takes microseconds.
  bool is_mine() const noexcept;

  static std::string worker_of(const std::string& name) { return name.substr(0, name.find('@')); }

  /// The worker that a lock's target names; another text if another program created the lock.
  static std::string holder_of(const std::string& target) {
    return target.compare(0, 8, "workers/") != 0 ? target : worker_of(target.substr(8));
  }

  bool look(Sight& sight) const;

  /// Removes the lock if it is unchanged. Removers exclude each other; otherwise, the second one
  /// could remove the next holder's lock.
  void remove(const Sight& seen) const;

  /// Creates this process's links, which the lock will point to.
  void introduce();

  [[noreturn]] void refuse(const char* what, const std::string& path, int error) const;

  /// Removes the files of dead processes in `workers`, as far as possible. Call with the lock held,
  /// so that none of them holds it. A process on another machine counts as dead if its last
  /// heartbeat is older than this.
  static constexpr int64_t kForgotten = int64_t{7} * 24 * 3600 * 1000000000;  // nanoseconds

  void sweep() const noexcept;

  const std::string journal_, lock_, workers_, name_, target_, ready_;
  const BeatFiles beats_;
  const LockTimes times_;
  const FileOps& ops_;
  bool has_name_ = false, has_swept_ = false;
  Clock::time_point taken_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/symlink_lock.hpp>
#endif
