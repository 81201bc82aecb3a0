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
class Heartbeat {
 public:
  Heartbeat(std::shared_ptr<Storage> storage, int64_t study,
            std::chrono::duration<double> interval);
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  /// Waits for a beat that is on its way, and for no other.
  ~Heartbeat();

  /// Who takes a trial up must be known to be alive before others see it hold one.
  void before_claim() noexcept;

  void hold(int64_t number);

  void let_go(int64_t number) noexcept;

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
