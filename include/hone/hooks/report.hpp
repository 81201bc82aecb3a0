// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/events.hpp>
#include <hone/records/direction.hpp>

#include <cstdint>
#include <map>
#include <type_traits>

namespace hone {
inline namespace HONE_ABI {

/// The hook that records each epoch's value in the trial, as Optuna's `trial.report(value, epoch)`
/// does.
///
///   auto hooks = hone::hooks(hone::report(trial), ...);
///
/// T is always Trial. It is a template parameter so that loops without a study do not need
/// <hone/trial.hpp>.
template <class T = Trial>
class Report {
 public:
  explicit Report(const T& trial) : trial_(trial.share()) {}

  void on_epoch_end(const EpochEnd& event) { trial_.report(event.value, event.epoch); }

  void answered(Next next) { trial_.record_answer(next); }
  Direction direction() const { return trial_.direction(); }
  /// The values that earlier processes reported, if the trial was resumed.
  std::map<int64_t, double> history() const { return trial_.frozen().intermediate_values; }

 private:
  T trial_;
};

template <class T = Trial>
Report<T> report(std::enable_if_t<true, T>& trial) {
  return Report<T>(trial);
}

}  // namespace HONE_ABI
}  // namespace hone
