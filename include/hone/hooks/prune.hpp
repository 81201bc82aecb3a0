// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/events.hpp>
#include <hone/trial.hpp>

namespace hone {
inline namespace v0 {

/// The hook that asks the study's pruner after each epoch, and answers `prune` where the trial is
/// not worth going on with.
///
///   auto hooks = hone::hooks(hone::report(trial), hone::prune(trial), ...);
///
/// A pruner judges what is on record, so the epoch's value is reported first where hone::report has
/// not done so.
class Prune {
 public:
  explicit Prune(const Trial& trial) : trial_(trial.share()) {}

  Next on_epoch_end(const EpochEnd& event) {
    trial_.report(event.value, event.epoch);
    return trial_.should_prune() ? Next::prune : Next::proceed;
  }

  void answered(Next next) { trial_.record_answer(next); }
  Direction direction() const { return trial_.direction(); }

 private:
  Trial trial_;
};

inline Prune prune(Trial& trial) { return Prune(trial); }

}  // namespace v0
}  // namespace hone
