// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>
#include <hone/storages/storage.hpp>

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Writes heartbeats of this process to a study's storage while it holds trials.
///
///   heartbeat.before_claim();      // a beat, if the last one is an interval old
///   heartbeat.hold(trial.number);  // from now on a thread beats every interval
///   heartbeat.let_go(trial.number);
///
/// The thread starts when a trial is held, and ends at the first interval without one: short trials
/// do not wake it. Failed beats are ignored: the next may succeed, and a worker that lost a trial
/// over them gets an error at its next write. Thread-safe. A forked child has no thread and no
/// trials and starts from scratch, without touching the inherited state.
class Heartbeat {
 public:
  Heartbeat(std::shared_ptr<Storage> storage, int64_t study,
            std::chrono::duration<double> interval);
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  /// Waits for a beat in progress, and for no other.
  ~Heartbeat();

  /// Called before a trial is claimed: a worker must be known to be alive before others see it hold
  /// one.
  void before_claim() noexcept;

  void hold(int64_t number);

  void let_go(int64_t number) noexcept;

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::hours kLongest{24 * 365};

  struct State {
    const pid_t process = process_id();
    std::mutex mutex;  // guards the members below
    std::condition_variable wake;
    std::set<int64_t> held;
    Clock::time_point next;  // when a beat is due
    bool running = false, stopping = false;
    std::thread thread;
  };

  State& own();

  void start(State& state);

  void run(State& state);

  void beat(const std::vector<int64_t>& held) noexcept;

  const std::shared_ptr<Storage> storage_;
  const int64_t study_;
  const Clock::duration interval_;
  std::atomic<State*> state_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/heartbeat.hpp>
#endif
