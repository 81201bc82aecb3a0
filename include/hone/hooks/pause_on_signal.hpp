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
inline std::atomic<bool> pause_on_signal_made{false};  // handlers are the process's: one at a time

}  // namespace detail

/// The hook that answers `pause` once a signal has come: Ctrl-C, or a scheduler that wants its
/// machine back. The running epoch ends, its checkpoint is written, `optimize` returns, and the
/// next start or another worker goes on where the trial stood.
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
/// It handles the signals while it lives, and puts back what was there before. A second Ctrl-C ends
/// the process at once; other signals may be repeated, as schedulers do. A signal that the process
/// ignores stays ignored (nohup). System calls that a signal interrupts are restarted.
///
/// One lives in a process at a time, held by reference by the hooks of any number of loops and
/// threads. Made and destroyed by one thread, outside of loops.
class PauseOnSignal {
 public:
  /// Throws ArgumentError where one of the signals cannot be handled, and Error where there is a
  /// PauseOnSignal already.
  explicit PauseOnSignal(std::initializer_list<int> signals = {SIGINT, SIGTERM});
  ~PauseOnSignal() { restore(); }
  PauseOnSignal(const PauseOnSignal&) = delete;
  PauseOnSignal& operator=(const PauseOnSignal&) = delete;

  /// Whether to answer after steps too, and not only after epochs: for loops of steps alone, and
  /// for epochs that last longer than the scheduler waits. An epoch left in its middle is run
  /// again, unless the checkpoint saves inside epochs (`every_steps`).
  PauseOnSignal& after_steps(bool on) {
    after_steps_ = on;
    return *this;
  }

  /// The first signal that came; 0 while none has.
  int signal() const { return detail::received_signal; }

  /// What `main` returns: 0, or after a signal 75, which sysexits.h calls EX_TEMPFAIL, "try again
  /// later". It differs from what a shell or a container reports of a process that a signal killed
  /// (128 and the signal's number), so a script can tell a pause from a kill.
  int exit_code() const { return signal() == 0 ? 0 : kPausedExitCode; }

  bool wants_step(int64_t /*step*/) const { return after_steps_ && signal() != 0; }
  Next on_step_end(const StepEnd& /*event*/) const { return answer(); }
  Next on_epoch_end(const EpochEnd& /*event*/) const { return answer(); }
  Next on_trial_end(const TrialEnd& /*event*/) const { return answer(); }
  void on_trial_end(const LoopEnd& /*event*/) const {}  // what has ended needs no pause

 private:
  static constexpr int kPausedExitCode = 75;

  struct Previous {
    int signal;
    struct sigaction action;
  };

  Next answer() const { return signal() == 0 ? Next::proceed : Next::pause; }

  bool handle(int signal);

  // Last first, since a signal may have been named twice.
  void restore();

  bool after_steps_ = false;
  std::vector<Previous> previous_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/pause_on_signal.hpp>
#endif
