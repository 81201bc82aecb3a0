// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/population.hpp>
#include <hone/detail/random.hpp>
#include <hone/hooks/events.hpp>
#include <hone/trial.hpp>

#include <cstdint>
#include <string>

namespace hone {
inline namespace v0 {

/// The hook that answers `stop` when a trial of a population has had the epochs of its stretch, so
/// that the loop's own bound stays the number of epochs in all. See PopulationSampler.
///
///   auto hooks = hone::hooks(hone::stretch(trial), hone::report(trial),
///   hone::checkpoint(trial)...);
///
/// Epochs that ran in an earlier process count, by the checkpoint. A trial that is of no population
/// is never stopped. It belongs to one loop.
class Stretch {
 public:
  template <class = void>
  explicit Stretch(const Trial& trial) {
    const FrozenTrial frozen = trial.frozen();
    trial_ = detail::random_key(frozen);
    if (const auto place = detail::population_place(frozen)) interval_ = place.interval;
  }

  Next on_epoch_end(const EpochEnd& /*event*/) {
    ++epochs_;
    return interval_ == 0 || epochs_ < interval_ ? Next::proceed : Next::stop;
  }

  std::string name() const { return "stretch"; }

  /// What it has counted, and of which trial: one that goes on from another's checkpoint counts
  /// anew.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    int64_t trial = trial_;
    archive& trial& epochs_;
    if (trial != trial_) epochs_ = 0;
  }

 private:
  int64_t trial_ = 0;     // the same for a trial and for one that repeats it
  int64_t interval_ = 0;  // 0: no end
  int64_t epochs_ = 0;
};

template <class = void>
inline Stretch stretch(const Trial& trial) {
  return Stretch(trial);
}

}  // namespace v0
}  // namespace hone
