// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/file_ops.hpp>
#include <hone/detail/journal/beat_files.hpp>
#include <hone/detail/worker.hpp>
#include <hone/error.hpp>

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

namespace hone {
inline namespace v0 {
namespace detail {

/// How long a lock that does not change is waited for.
struct LockTimes {
  /// Then it is broken, where nobody can tell whether its holder lives.
  std::chrono::milliseconds grace{30000};
  /// Then waiting ends with an error, where its holder does live.
  std::chrono::milliseconds patience{60000};
};

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
template <class = void>
class SymlinkLockOf {
 public:
  SymlinkLockOf(const std::string& journal, LockTimes times, const FileOps& ops)
      : journal_(journal),
        lock_(journal + ".lock"),
        workers_(directory_of(journal) + "/workers"),
        name_(name_of(worker_name())),
        target_("workers/" + name_),
        ready_(workers_ + '/' + name_ + kSuffix),
        beats_(workers_, name_, ops),
        times_(times),
        ops_(ops) {}

  /// The names of this journal's workers among `workers/`, and what they say of themselves there.
  std::string name_of(const std::string& worker) const { return worker + suffix(); }
  const BeatFiles& beats() const { return beats_; }

  /// Held from `acquire` to the end of its scope.
  class Guard {
   public:
    explicit Guard(SymlinkLockOf& lock) : lock_(lock) { lock_.acquire(); }
    ~Guard() { lock_.release(); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    SymlinkLockOf& lock_;
  };

  /// Throws StorageError where this process was stopped for so long that others have taken the lock
  /// from it. Call it before whatever changes the journal.
  void check() const {
    if (is_mine()) return;
    throw StorageError("hone: this process was stopped for long while it held the lock " + lock_ +
                       ", and another one took it; nothing was written: try again");
  }

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

  std::string suffix() const {
    const std::string name = file_name_of(journal_);
    return name == "journal.log" ? "" : '@' + name;
  }

  void acquire() {
    introduce();
    Sight seen;
    Clock::time_point seen_at;
    std::chrono::microseconds pause{0};
    while (!take()) {
      if (errno != EEXIST && errno != EINTR) refuse("locked", lock_, errno);
      Sight now;
      if (is_released_soon() || !look(now)) continue;
      if (now == seen) {
        // Only a holder that keeps the lock is asked whether it lives, and waited for longer.
        if (!wait(seen, Clock::now() - seen_at)) {
          remove(seen);
          continue;
        }
        pause = std::min(pause * 2, std::chrono::microseconds(2000));
      } else {
        seen = now;
        seen_at = Clock::now();
        pause = std::chrono::microseconds(50);
      }
      std::this_thread::sleep_for(pause);
    }
    taken_ = Clock::now();
    if (!has_swept_) sweep();
    has_swept_ = true;
  }

  bool take() const {
    if (ops_.link(ready_.c_str(), lock_.c_str()) == 0) return true;
    return errno != EEXIST && ops_.symlink(target_.c_str(), lock_.c_str()) == 0;
  }

  /// A holder is done in some microseconds. To look disturbs it less than to try.
  bool is_released_soon() const {
    struct stat status;
    for (int i = 0; i < 20; ++i) {
      if (::lstat(lock_.c_str(), &status) != 0) return true;
      ::sched_yield();
    }
    return false;
  }

  /// Whether to go on waiting for that lock; if not, it is to be removed.
  bool wait(const Sight& seen, Clock::duration waited) const {
    const Liveness life = liveness(holder_of(seen.target));
    if (life == Liveness::dead) return false;
    if (life == Liveness::unknown && waited > times_.grace) return false;
    if (waited > times_.patience)
      throw StorageError("hone: the journal " + journal_ + " has been locked for " +
                         std::to_string(times_.patience.count() / 1000) + " s by " +
                         (seen.target.empty() ? lock_ : holder_of(seen.target)) +
                         ", which is alive; let it go on or end it, and the lock is free");
    return true;
  }

  void release() noexcept {
    if (is_mine()) ops_.unlink(lock_.c_str());
  }

  /// Where the lock was taken away from a process that was stopped, the link is somebody else's. It
  /// is looked at only where there was time for that: an update takes microseconds.
  bool is_mine() const noexcept {
    constexpr Clock::duration kMoment = std::chrono::milliseconds(100);
    if (Clock::now() - taken_ < std::min<Clock::duration>(times_.grace / 10, kMoment)) return true;
    char target[4096];
    const ssize_t length = ::readlink(lock_.c_str(), target, sizeof target);
    return length > 0 && std::string_view(target, static_cast<size_t>(length)) == target_;
  }

  static std::string worker_of(const std::string& name) { return name.substr(0, name.find('@')); }

  /// The worker whose lock leads there; something else where another program made it.
  static std::string holder_of(const std::string& target) {
    return target.compare(0, 8, "workers/") != 0 ? target : worker_of(target.substr(8));
  }

  bool look(Sight& sight) const {
    struct stat status;
    if (::lstat(lock_.c_str(), &status) != 0) return false;
    sight.inode = status.st_ino;
    sight.made = Sight::nanoseconds(status.st_ctim);
    sight.target = link_target(lock_);
    if (::stat(journal_.c_str(), &status) == 0) sight.written = Sight::nanoseconds(status.st_mtim);
    return true;
  }

  /// Removes the lock if it is still the one that was seen. Those who remove exclude each other, or
  /// the second of two might remove the lock that was made after the first.
  void remove(const Sight& seen) const {
    const File file(
        ops_, uninterrupted([&] { return ops_.open(journal_.c_str(), O_RDWR | O_CLOEXEC, 0); }));
    if (file.get() >= 0 &&
        uninterrupted([&] { return ::flock(file.get(), LOCK_EX | LOCK_NB); }) != 0 &&
        errno == EWOULDBLOCK) {
      ::sched_yield();
      return;
    }
    Sight now;
    if (look(now) && now == seen && ops_.unlink(lock_.c_str()) != 0 && errno != ENOENT)
      throw StorageError("hone: the lock " + lock_ + " was left by " + holder_of(seen.target) +
                         " and cannot be removed: " + std::system_category().message(errno) +
                         "; remove it");
  }

  /// Makes this process's names, which the lock will lead to.
  void introduce() {
    if (has_name_) return;
    const std::string name = workers_ + '/' + name_;
    const auto made = [](int result) { return result == 0 || errno == EEXIST; };
    if (!made(ops_.mkdir(workers_.c_str())) ||
        !made(ops_.symlink(journal_.c_str(), name.c_str())) ||
        !made(ops_.symlink(target_.c_str(), ready_.c_str())))
      refuse("written", name, errno);
    if (link_target(ready_) != target_)
      throw StorageError("hone: the journal " + journal_ + " cannot be written: " + ready_ +
                         " is another's; remove it");
    // What holds the others off is that a name is made once.
    if (ops_.link(ready_.c_str(), name.c_str()) == 0 ||
        ops_.symlink(journal_.c_str(), name.c_str()) == 0 || errno != EEXIST)
      throw StorageError(
          "hone: the journal " + journal_ + " cannot be locked: the file system of " + workers_ +
          " makes a symbolic link where there is one already, so two workers could "
          "write at once; keep the study on a local disk or on NFS, or in a database");
    has_name_ = true;
  }

  [[noreturn]] void refuse(const char* what, const std::string& path, int error) const {
    const bool knows_links =
        error != EPERM && error != EOPNOTSUPP && error != ENOSYS && error != EINVAL;
    throw StorageError(
        "hone: the journal " + journal_ + " cannot be " + what + ": making " + path + ": " +
        std::system_category().message(error) +
        (knows_links
             ? "; its directory must be there, and writable"
             : "; its file system seems to have no symbolic links, by which Optuna and hone "
               "lock: keep the study on a local disk or on NFS, or in a database"));
  }

  /// Removes what dead processes left in `workers`, as far as it can; call it with the lock held,
  /// so that none of them has it. On other machines a process is dead that has beaten, and then not
  /// for so long.
  static constexpr int64_t kForgotten = int64_t{7} * 24 * 3600 * 1000000000;  // nanoseconds

  void sweep() const noexcept {
    try {
      struct stat lock;  // just linked: now, by the file system's clock
      const int64_t now = ::lstat(lock_.c_str(), &lock) == 0 ? Sight::nanoseconds(lock.st_ctim) : 0;
      for (const std::string& name : names_in(workers_)) {
        const std::string worker = worker_of(name);
        if (name != name_of(worker) || !is_hone_worker(worker)) continue;
        const Liveness life = liveness(worker);
        struct stat beaten;
        if (life == Liveness::alive ||
            (life == Liveness::unknown && (::lstat(beats_.path_of(name).c_str(), &beaten) != 0 ||
                                           Sight::nanoseconds(beaten.st_mtim) > now - kForgotten)))
          continue;
        ops_.unlink((workers_ + '/' + name + kSuffix).c_str());
        ops_.unlink((workers_ + '/' + name).c_str());
        ops_.unlink(beats_.path_of(name).c_str());
      }
    } catch (...) {  // no memory: another time
    }
  }

  const std::string journal_, lock_, workers_, name_, target_, ready_;
  const BeatFiles beats_;
  const LockTimes times_;
  const FileOps& ops_;
  bool has_name_ = false, has_swept_ = false;
  Clock::time_point taken_;
};
using SymlinkLock = SymlinkLockOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
