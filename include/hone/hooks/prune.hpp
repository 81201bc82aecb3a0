// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/events.hpp>
#include <hone/records/direction.hpp>

#include <type_traits>

namespace hone {
inline namespace HONE_ABI {

/// The hook that asks the study's pruner after each epoch, and answers `prune` if the trial is not
/// worth continuing.
///
///   auto hooks = hone::hooks(hone::report(trial), hone::prune(trial), ...);
///
/// A pruner judges recorded values, so this reports the epoch's value first if hone::report has not
/// done so. T is always Trial, as in Report.
template <class T = Trial>
class Prune {
 public:
  explicit Prune(const T& trial) : trial_(trial.share()) {}

  Next on_epoch_end(const EpochEnd& event) {
    trial_.report(event.value, event.epoch);
    return trial_.should_prune() ? Next::prune : Next::proceed;
  }

  void answered(Next next) { trial_.record_answer(next); }
  Direction direction() const { return trial_.direction(); }

 private:
  T trial_;
};

template <class T = Trial>
Prune<T> prune(std::enable_if_t<true, T>& trial) {
  return Prune<T>(trial);
}

}  // namespace HONE_ABI
}  // namespace hone
