// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/files/worker.hpp>
#include <hone/storages/detail/beat_files.hpp>
#include <hone/storages/detail/symlink_lock.hpp>

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE SymlinkLock::SymlinkLock(const std::string& journal, LockTimes times,
                                     const FileOps& ops)
    : journal_(journal),
      lock_(journal + ".lock"),
      workers_(directory_of(journal) + "/workers"),
      name_(name_of(worker_name())),
      target_("workers/" + name_),
      ready_(workers_ + '/' + name_ + kSuffix),
      beats_(workers_, name_, ops),
      times_(times),
      ops_(ops) {}

HONE_INLINE void SymlinkLock::check() const {
  if (is_mine()) return;
  throw StorageError("hone: this process was stopped for long while it held the lock " + lock_ +
                     ", and another one took it; nothing was written: try again");
}

HONE_INLINE std::string SymlinkLock::suffix() const {
  const std::string name = file_name_of(journal_);
  return name == "journal.log" ? "" : '@' + name;
}

HONE_INLINE void SymlinkLock::acquire() {
  introduce();
  Sight seen;
  Clock::time_point seen_at;
  std::chrono::microseconds pause{0};
  while (!take()) {
    if (errno != EEXIST && errno != EINTR) refuse("locked", lock_, errno);
    Sight now;
    if (is_released_soon() || !look(now)) continue;
    if (now == seen) {
      // Checks the holder's liveness, and backs off, only if the lock has not changed.
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

HONE_INLINE bool SymlinkLock::take() const {
  if (ops_.link(ready_.c_str(), lock_.c_str()) == 0) return true;
  return errno != EEXIST && ops_.symlink(target_.c_str(), lock_.c_str()) == 0;
}

HONE_INLINE bool SymlinkLock::is_released_soon() const {
  struct stat status;
  for (int i = 0; i < 20; ++i) {
    if (::lstat(lock_.c_str(), &status) != 0) return true;
    ::sched_yield();
  }
  return false;
}

HONE_INLINE bool SymlinkLock::wait(const Sight& seen, Clock::duration waited) const {
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

HONE_INLINE bool SymlinkLock::is_mine() const noexcept {
  constexpr Clock::duration kMoment = std::chrono::milliseconds(100);
  if (Clock::now() - taken_ < std::min<Clock::duration>(times_.grace / 10, kMoment)) return true;
  char target[4096];
  const ssize_t length = ::readlink(lock_.c_str(), target, sizeof target);
  return length > 0 && std::string_view(target, static_cast<size_t>(length)) == target_;
}

HONE_INLINE bool SymlinkLock::look(Sight& sight) const {
  struct stat status;
  if (::lstat(lock_.c_str(), &status) != 0) return false;
  sight.inode = status.st_ino;
  sight.made = Sight::nanoseconds(status.st_ctim);
  sight.target = link_target(lock_);
  if (::stat(journal_.c_str(), &status) == 0) sight.written = Sight::nanoseconds(status.st_mtim);
  return true;
}

HONE_INLINE void SymlinkLock::remove(const Sight& seen) const {
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

HONE_INLINE void SymlinkLock::introduce() {
  if (has_name_) return;
  const std::string name = workers_ + '/' + name_;
  const auto made = [](int result) { return result == 0 || errno == EEXIST; };
  if (!made(ops_.mkdir(workers_.c_str())) || !made(ops_.symlink(journal_.c_str(), name.c_str())) ||
      !made(ops_.symlink(target_.c_str(), ready_.c_str())))
    refuse("written", name, errno);
  if (link_target(ready_) != target_)
    throw StorageError("hone: the journal " + journal_ + " cannot be written: " + ready_ +
                       " is another's; remove it");
  // The lock relies on exclusive creation of names.
  if (ops_.link(ready_.c_str(), name.c_str()) == 0 ||
      ops_.symlink(journal_.c_str(), name.c_str()) == 0 || errno != EEXIST)
    throw StorageError("hone: the journal " + journal_ + " cannot be locked: the file system of " +
                       workers_ +
                       " makes a symbolic link where there is one already, so two workers could "
                       "write at once; keep the study on a local disk or on NFS, or in a database");
  has_name_ = true;
}

HONE_INLINE void SymlinkLock::refuse(const char* what, const std::string& path, int error) const {
  const bool knows_links =
      error != EPERM && error != EOPNOTSUPP && error != ENOSYS && error != EINVAL;
  throw StorageError(
      "hone: the journal " + journal_ + " cannot be " + what + ": making " + path + ": " +
      std::system_category().message(error) +
      (knows_links ? "; its directory must be there, and writable"
                   : "; its file system seems to have no symbolic links, by which Optuna and hone "
                     "lock: keep the study on a local disk or on NFS, or in a database"));
}

HONE_INLINE void SymlinkLock::sweep() const noexcept {
  try {
    struct stat lock;  // just created, so its time is the file system's current time
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
  } catch (...) {  // out of memory: sweeping is only best effort
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
