// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/staging.hpp>
#include <hone/detail/function_ref.hpp>

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// What becomes of a save that is due while the one before it is still being written.
enum class WhenBusy : unsigned char {
  wait,    ///< the loop waits for that one: every save that is due is made
  skip,    ///< it is left out, unless it is one that must be made
  replace  ///< it is made next, in place of the one that was to be: the newest is kept
};

namespace detail {

/// A thread that writes archives, one after another, while their owner's thread goes on. What it is
/// given it copies first (see Staging), so nothing that it was given is looked at later.
///
///   BackgroundWriter writer(WhenBusy::wait);
///   writer.save({"runs/last.pt"}, false, [&] { return make_archive(contents); });
///   writer.wait();
///   if (writer.has_failed()) throw writer.take_error();
///
/// A save that fails leaves the files as they were; what failed first is kept until `take_error`.
/// The methods belong to one thread. The child of a fork has no such thread: there `save` and
/// `wait` throw ArgumentError, and the destructor leaves everything to the parent.
template <class = void>
class BackgroundWriterOf {
 public:
  explicit BackgroundWriterOf(WhenBusy when_busy, const FileOps& ops = system_file_ops())
      : state_(new State(ops)), when_busy_(when_busy) {}
  BackgroundWriterOf(const BackgroundWriterOf&) = delete;
  BackgroundWriterOf& operator=(const BackgroundWriterOf&) = delete;

  /// Finishes what it was given.
  ~BackgroundWriterOf() {
    if (!is_here()) return;  // the state belongs to a thread that this process has not got
    stop();
    delete state_;
  }

  /// Takes what `make` returns, to be written under these names. False where it was skipped; then
  /// `make` is not called. One that `must` be made is never skipped, and one that waits is replaced
  /// only by a save that is written under all of its names. What `make` throws goes on. Once it is
  /// durable the files `obsolete` are removed.
  bool save(const std::vector<std::string>& paths, bool must, FunctionRef<Archive()> make,
            const std::vector<std::string>& obsolete = {}) {
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

  /// Returns when all that was taken is durable, or failed.
  void wait() {
    require_here();
    std::unique_lock<std::mutex> lock(state_->mutex);
    state_->changed.wait(lock, [&] { return !state_->is_busy(); });
  }

  /// Finishes what it was given and gives its memory back; a later `save` begins anew.
  void stop() {
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

  /// Whether there is an error to take. Costs next to nothing.
  bool has_failed() const { return state_->has_failed.load(std::memory_order_relaxed); }

  /// What failed since it was last asked; the first of several. Call it where it `has_failed`.
  CheckpointError take_error() {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->has_failed = false;
    return CheckpointError(std::exchange(state_->failure, {}));
  }

 private:
  struct Save {
    std::vector<std::string> paths, obsolete;
    Archive archive;
    Staging staging;
    std::function<void()> wait;  // until all is in `staging`
  };

  struct State {
    explicit State(const FileOps& its_ops) : ops(its_ops) {}

    bool is_busy() const { return writing || waiting; }
    Save& free_place() { return &places[0] == writing ? places[1] : places[0]; }

    const FileOps& ops;
    std::array<Save, 2> places;  // the second is used by WhenBusy::replace alone
    std::mutex mutex;            // guards what follows
    std::condition_variable changed;
    Save* writing = nullptr;
    Save* waiting = nullptr;
    std::string failure;
    bool is_over = false;
    std::atomic<bool> has_failed{false};
    std::thread thread;  // the owner's alone
  };

  bool is_here() const { return maker_ == ::getpid(); }
  void require_here() const {
    if (!is_here())
      throw ArgumentError(
          "hone: hooks that save in the background were taken through a fork; make the child's "
          "own after it");
  }

  static bool covers(const std::vector<std::string>& names, const std::vector<std::string>& other) {
    return std::all_of(other.begin(), other.end(), [&](const std::string& name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    });
  }

  void start() {
    if (state_->thread.joinable()) return;
    // Signals are for the program's own threads.
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

  static void run(State& state) {
    std::unique_lock<std::mutex> lock(state.mutex);
    for (;;) {
      state.changed.wait(lock, [&] { return state.waiting || state.is_over; });
      if (!state.waiting) return;
      Save& save = *state.waiting;
      state.writing = std::exchange(state.waiting, nullptr);
      lock.unlock();
      state.changed.notify_all();  // there is room for one to wait
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

  State* const state_;
  const WhenBusy when_busy_;
  const pid_t maker_ = ::getpid();
};
using BackgroundWriter = BackgroundWriterOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
