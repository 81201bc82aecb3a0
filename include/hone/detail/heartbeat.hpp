// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/worker.hpp>
#include <hone/storages/storage.hpp>

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Says to a study's storage, again and again, that this process is alive while it holds trials.
///
///   heartbeat.before_claim();      // a beat, where the last one is an interval ago
///   heartbeat.hold(trial.number);  // from now on a thread beats every interval
///   heartbeat.let_go(trial.number);
///
/// The thread is begun when a trial is held, and ends at the first interval at which none is: short
/// trials do not wake it. Its failures are nobody's: the next beat may do better, and a trial that
/// was lost over them says so at its next write. Any thread may call any method. A forked child has
/// no thread and no trials, and begins anew; what it inherited is left alone.
template <class = void>
class HeartbeatOf {
 public:
  HeartbeatOf(std::shared_ptr<Storage> storage, int64_t study,
              std::chrono::duration<double> interval)
      : storage_(std::move(storage)),
        study_(study),
        interval_(std::chrono::duration_cast<Clock::duration>(
            std::min(interval, std::chrono::duration<double>(kLongest)))),
        state_(new State) {}
  HeartbeatOf(const HeartbeatOf&) = delete;
  HeartbeatOf& operator=(const HeartbeatOf&) = delete;

  /// Waits for a beat that is on its way, and for no other.
  ~HeartbeatOf() {
    State* const state = state_;
    if (state->process != process_id()) return;
    {
      const std::lock_guard<std::mutex> lock(state->mutex);
      state->stopping = true;
    }
    state->wake.notify_all();
    if (state->thread.joinable()) state->thread.join();
    delete state;
  }

  /// Who takes a trial up must be known to be alive before others see it hold one.
  void before_claim() noexcept {
    State& state = own();
    std::vector<int64_t> held;
    {
      const std::lock_guard<std::mutex> lock(state.mutex);
      if (Clock::now() < state.next) return;
      state.next = Clock::now() + interval_;
      held.assign(state.held.begin(), state.held.end());
    }
    beat(held);
  }

  void hold(int64_t number) {
    State& state = own();
    const std::lock_guard<std::mutex> lock(state.mutex);
    state.held.insert(number);
    if (!state.running) start(state);
  }

  void let_go(int64_t number) noexcept {
    State* const state = state_;
    if (state->process != process_id()) return;
    const std::lock_guard<std::mutex> lock(state->mutex);
    state->held.erase(number);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::hours kLongest{24 * 365};

  struct State {
    const pid_t process = process_id();
    std::mutex mutex;  // guards what follows
    std::condition_variable wake;
    std::set<int64_t> held;
    Clock::time_point next;  // when a beat is due
    bool running = false, stopping = false;
    std::thread thread;
  };

  State& own() {
    State* state = state_.load(std::memory_order_acquire);
    while (state->process != process_id()) {
      auto mine = std::make_unique<State>();
      if (state_.compare_exchange_strong(state, mine.get())) return *mine.release();
    }
    return *state;
  }

  void start(State& state) {
    if (state.thread.joinable()) state.thread.join();  // it is past its last look at the state
    // Signals are for the program's own threads.
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      state.thread = std::thread([this, &state] { run(state); });
      state.running = true;
    } catch (const std::exception&) {  // the next trial tries again
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  void run(State& state) {
    std::unique_lock<std::mutex> lock(state.mutex);
    while (!state.stopping) {
      const Clock::time_point next = state.next;
      if (Clock::now() < next) {
        state.wake.wait_until(lock, next);
        continue;
      }
      if (state.held.empty()) break;
      state.next = Clock::now() + interval_;
      const std::vector<int64_t> held(state.held.begin(), state.held.end());
      lock.unlock();
      beat(held);
      lock.lock();
    }
    state.running = false;
  }

  void beat(const std::vector<int64_t>& held) noexcept {
    try {
      storage_->beat(study_, held);
    } catch (...) {
    }
  }

  const std::shared_ptr<Storage> storage_;
  const int64_t study_;
  const Clock::duration interval_;
  std::atomic<State*> state_;
};
using Heartbeat = HeartbeatOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
