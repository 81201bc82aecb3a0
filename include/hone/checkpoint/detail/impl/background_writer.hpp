// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/background_writer.hpp>
#include <hone/checkpoint/detail/staging.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/records/detail/function_ref.hpp>

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE BackgroundWriter::~BackgroundWriter() {
  if (!is_here()) return;  // the thread that uses the state is in the parent process
  stop();
  delete state_;
}

HONE_INLINE bool BackgroundWriter::save(const std::vector<std::string>& paths, bool must,
                                        FunctionRef<Archive()> make,
                                        const std::vector<std::string>& obsolete) {
  require_here();
  std::unique_lock<std::mutex> lock(state_->mutex);
  if (when_busy_ == WhenBusy::skip && !must && state_->is_busy()) return false;
  lock.unlock();
  Archive archive = make();
  lock.lock();
  state_->changed.wait(lock, [&] {
    if (when_busy_ != WhenBusy::replace) return !state_->is_busy();
    return !state_->waiting || covers(paths, state_->waiting->paths);
  });
  Save& next = state_->free_place();
  std::vector<std::string> removed = obsolete;
  if (const Save* replaced = std::exchange(state_->waiting, nullptr))
    removed.insert(removed.end(), replaced->obsolete.begin(), replaced->obsolete.end());
  lock.unlock();
  next.wait = next.staging.take(archive);
  next.archive = std::move(archive);
  next.paths = paths;
  next.obsolete = std::move(removed);
  lock.lock();
  state_->waiting = &next;
  lock.unlock();
  start();
  state_->changed.notify_all();
  return true;
}

HONE_INLINE void BackgroundWriter::wait() {
  require_here();
  std::unique_lock<std::mutex> lock(state_->mutex);
  state_->changed.wait(lock, [&] { return !state_->is_busy(); });
}

HONE_INLINE void BackgroundWriter::stop() {
  require_here();
  if (state_->thread.joinable()) {
    {
      const std::lock_guard<std::mutex> lock(state_->mutex);
      state_->is_over = true;
    }
    state_->changed.notify_all();
    state_->thread.join();
    state_->is_over = false;
  }
  state_->places = {};
}

HONE_INLINE CheckpointError BackgroundWriter::take_error() {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->has_failed = false;
  return CheckpointError(std::exchange(state_->failure, {}));
}

HONE_INLINE void BackgroundWriter::require_here() const {
  if (!is_here())
    throw ArgumentError(
        "hone: hooks that save in the background were taken through a fork; make the child's "
        "own after it");
}

HONE_INLINE bool BackgroundWriter::covers(const std::vector<std::string>& names,
                                          const std::vector<std::string>& other) {
  return std::all_of(other.begin(), other.end(), [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  });
}

HONE_INLINE void BackgroundWriter::start() {
  if (state_->thread.joinable()) return;
  // Signals must be delivered to the program's own threads: block them in this one.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    state_->thread = std::thread([state = state_] { run(*state); });
  } catch (...) {
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->waiting = nullptr;
    throw;
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

HONE_INLINE void BackgroundWriter::run(State& state) {
  std::unique_lock<std::mutex> lock(state.mutex);
  for (;;) {
    state.changed.wait(lock, [&] { return state.waiting || state.is_over; });
    if (!state.waiting) return;
    Save& save = *state.waiting;
    state.writing = std::exchange(state.waiting, nullptr);
    lock.unlock();
    state.changed.notify_all();  // another save may now wait
    std::string failure;
    try {
      save.wait();
      save_archive(save.paths, std::move(save.archive), state.ops);
      for (const std::string& path : save.obsolete) state.ops.unlink(path.c_str());
    } catch (const CheckpointError& error) {
      failure = error.what();
    } catch (const std::exception& error) {
      failure = "hone: cannot write " + save.paths.front() + ": " + error.what();
    }
    lock.lock();
    state.writing = nullptr;
    if (!failure.empty() && !state.has_failed) {
      state.failure = std::move(failure);
      state.has_failed = true;
    }
    state.changed.notify_all();
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
