// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/events.hpp>
#include <hone/records/next.hpp>
#include <hone/study/trial_end.hpp>

#include <signal.h>

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

namespace detail {

static_assert(std::atomic<int>::is_always_lock_free, "hone: a signal handler may take no lock");

inline std::atomic<int> received_signal{0};            // the first one; 0: none
inline std::atomic<bool> pause_on_signal_made{false};  // one at a time: handlers are per process

}  // namespace detail

/// The hook that answers `pause` once a signal has arrived, such as Ctrl-C or a scheduler's request
/// to free the machine. The running epoch ends, its checkpoint is written, `optimize` returns, and
/// the next start or another worker resumes the trial.
///
///   int main() {
///     hone::PauseOnSignal pause;
///     hone::Study study("runs/net");
///     study.attach(pause);  // for objectives without epochs: ends optimize after the trial
///     study.optimize([&](hone::Trial& trial) {
///       auto hooks = hone::hooks(hone::report(trial), pause, hone::checkpoint(trial)...);
///       ...
///     });
///     return pause.exit_code();
///   }
///
/// It handles the signals during its lifetime and restores the previous handlers afterwards. A
/// second Ctrl-C ends the process at once; other signals may be repeated, as schedulers do. A
/// signal that the process ignores stays ignored (nohup). System calls that a signal interrupts are
/// restarted.
///
/// Only one may exist in a process at a time. The hook sets of any number of loops and threads hold
/// it by reference. Create and destroy it in one thread, outside of loops.
class PauseOnSignal {
 public:
  /// Throws ArgumentError if one of the signals cannot be handled, and Error if a PauseOnSignal
  /// already exists.
  explicit PauseOnSignal(std::initializer_list<int> signals = {SIGINT, SIGTERM});
  ~PauseOnSignal() { restore(); }
  PauseOnSignal(const PauseOnSignal&) = delete;
  PauseOnSignal& operator=(const PauseOnSignal&) = delete;

  /// Whether to answer after steps as well as after epochs: for loops without epochs, and for
  /// epochs longer than the scheduler waits. An interrupted epoch is run again, unless the
  /// checkpoint saves inside epochs (`every_steps`). Default: false.
  PauseOnSignal& after_steps(bool on) {
    after_steps_ = on;
    return *this;
  }

  /// The first signal that arrived; 0 if none has.
  int signal() const { return detail::received_signal; }

  /// Returns the exit status for `main`: 0, or 75 after a signal, which sysexits.h calls
  /// EX_TEMPFAIL, "try again later". It differs from what a shell or a container reports for a
  /// process that a signal killed (128 plus the signal's number), so a script can tell a pause from
  /// a kill.
  int exit_code() const { return signal() == 0 ? 0 : kPausedExitCode; }

  bool wants_step(int64_t /*step*/) const { return after_steps_ && signal() != 0; }
  Next on_step_end(const StepEnd& /*event*/) const { return answer(); }
  Next on_epoch_end(const EpochEnd& /*event*/) const { return answer(); }
  Next on_trial_end(const TrialEnd& /*event*/) const { return answer(); }
  void on_trial_end(const LoopEnd& /*event*/) const {}  // a finished loop needs no pause

 private:
  static constexpr int kPausedExitCode = 75;

  struct Previous {
    int signal;
    struct sigaction action;
  };

  Next answer() const { return signal() == 0 ? Next::proceed : Next::pause; }

  bool handle(int signal);

  // In reverse order, since a signal may have been named twice.
  void restore();

  bool after_steps_ = false;
  std::vector<Previous> previous_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/pause_on_signal.hpp>
#endif
