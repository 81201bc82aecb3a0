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

/// The lock of Optuna's journal, which hone's and Optuna's processes take in turn: whoever makes
/// the symbolic link `<journal>.lock` has it.
///
/// Hone's links lead to `workers/<worker's name>` beside the journal, and that to the journal. So a
/// dead holder is known by its name at once, and Optuna, which looks at the journal's times through
/// the link, finds them. A worker makes its link once, as `workers/<worker's name>.link`, and then
/// gives it the lock's name too: that makes and frees no inode, which is most of what a symbolic
/// link costs (ext4: 6 us for 50). Where links have one name only, it makes a link each time.
///
/// A lock is broken only where its holder is proven dead or, where that cannot be known, after
/// Optuna's own grace period without a change. One thread at a time, but for the beats.
class SymlinkLock {
 public:
  SymlinkLock(const std::string& journal, LockTimes times, const FileOps& ops);

  /// The names of this journal's workers among `workers/`, and what they say of themselves there.
  std::string name_of(const std::string& worker) const { return worker + suffix(); }
  const BeatFiles& beats() const { return beats_; }

  /// Held from `acquire` to the end of its scope.
  class Guard {
   public:
    explicit Guard(SymlinkLock& lock) : lock_(lock) { lock_.acquire(); }
    ~Guard() { lock_.release(); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    SymlinkLock& lock_;
  };

  /// Throws StorageError where this process was stopped for so long that others have taken the lock
  /// from it. Call it before whatever changes the journal.
  void check() const;

 private:
  using Clock = std::chrono::steady_clock;

  static constexpr const char* kSuffix = ".link";

  /// What a waiter sees of a lock. Two that are equal are one.
  struct Sight {
    std::string target;
    ino_t inode = 0;
    int64_t made = 0;     // the link, in nanoseconds
    int64_t written = 0;  // the journal
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

  /// A holder is done in some microseconds. To look disturbs it less than to try.
  bool is_released_soon() const;

  /// Whether to go on waiting for that lock; if not, it is to be removed.
  bool wait(const Sight& seen, Clock::duration waited) const;

  void release() noexcept {
    if (is_mine()) ops_.unlink(lock_.c_str());
  }

  /// Where the lock was taken away from a process that was stopped, the link is somebody else's. It
  /// is looked at only where there was time for that: an update takes microseconds.
  bool is_mine() const noexcept;

  static std::string worker_of(const std::string& name) { return name.substr(0, name.find('@')); }

  /// The worker whose lock leads there; something else where another program made it.
  static std::string holder_of(const std::string& target) {
    return target.compare(0, 8, "workers/") != 0 ? target : worker_of(target.substr(8));
  }

  bool look(Sight& sight) const;

  /// Removes the lock if it is still the one that was seen. Those who remove exclude each other, or
  /// the second of two might remove the lock that was made after the first.
  void remove(const Sight& seen) const;

  /// Makes this process's names, which the lock will lead to.
  void introduce();

  [[noreturn]] void refuse(const char* what, const std::string& path, int error) const;

  /// Removes what dead processes left in `workers`, as far as it can; call it with the lock held,
  /// so that none of them has it. On other machines a process is dead that has beaten, and then not
  /// for so long.
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
