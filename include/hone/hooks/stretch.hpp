// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/events.hpp>
#include <hone/records/next.hpp>
#include <hone/trial.hpp>

#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {

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
  explicit Stretch(const Trial& trial);

  Next on_epoch_end(const EpochEnd& /*event*/);

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

inline Stretch stretch(const Trial& trial) { return Stretch(trial); }

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/stretch.hpp>
#endif
