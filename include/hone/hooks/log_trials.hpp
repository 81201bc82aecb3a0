// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/detail/live_line.hpp>
#include <hone/hooks/progress.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/study/trial_end.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace hone {
inline namespace HONE_ABI {

/// A study hook that logs a line for each trial that this process ends, in the format of Optuna 5:
///
///   [I 2026-11-23 15:20:17,123] Trial 4 finished with value: 0.25 and parameters: {'lr': 0.001}.
///   Best is trial 2 with value: 0.125.
///
///   study.attach(hone::log_trials());          // to stderr
///   study.attach(hone::log_trials(progress));  // above the line of a hone::Progress
///
/// The time is the trial's end, in the local time zone. Thread-safe.
class LogTrials {
 public:
  explicit LogTrials(std::FILE* stream = stderr);
  explicit LogTrials(const Progress& above) : line_(above.state_->line) {}

  void on_trial_end(const TrialEnd& event);

 private:
  /// [I 2026-11-23 15:20:17,123]
  static std::string header(char level, const FrozenTrial& trial);

  /// As a Python dict.
  static std::string params(const FrozenTrial& trial);

  std::shared_ptr<detail::LiveLine> line_;
};

inline LogTrials log_trials(std::FILE* stream = stderr) { return LogTrials(stream); }
inline LogTrials log_trials(const Progress& above) { return LogTrials(above); }

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/log_trials.hpp>
#endif
