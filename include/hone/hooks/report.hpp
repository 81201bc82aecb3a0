// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/events.hpp>
#include <hone/trial.hpp>

#include <cstdint>
#include <map>

namespace hone {
inline namespace v0 {

/// The hook that puts each epoch's value on record in the trial, as Optuna's `trial.report(value,
/// epoch)` does.
///
///   auto hooks = hone::hooks(hone::report(trial), ...);
class Report {
 public:
  explicit Report(const Trial& trial) : trial_(trial.share()) {}

  void on_epoch_end(const EpochEnd& event) { trial_.report(event.value, event.epoch); }

  void answered(Next next) { trial_.record_answer(next); }
  Direction direction() const { return trial_.direction(); }
  /// The epochs of earlier processes, where the trial was taken up.
  std::map<int64_t, double> history() const { return trial_.frozen().intermediate_values; }

 private:
  Trial trial_;
};

inline Report report(Trial& trial) { return Report(trial); }

}  // namespace v0
}  // namespace hone
