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

/// The hook that answers `stop` when a trial of a population has run the epochs of its stretch. The
/// loop's own bound stays the total number of epochs. See PopulationSampler.
///
///   auto hooks =
///       hone::hooks(hone::stretch(trial), hone::report(trial), hone::checkpoint(trial)...);
///
/// Epochs that ran in an earlier process count, since checkpoints save the count. A trial outside a
/// population is never stopped. It belongs to one loop.
class Stretch {
 public:
  explicit Stretch(const Trial& trial);

  Next on_epoch_end(const EpochEnd& /*event*/);

  std::string name() const { return "stretch"; }

  /// The count and its trial: a trial that starts from another's checkpoint counts from 0.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    int64_t trial = trial_;
    archive& trial& epochs_;
    if (trial != trial_) epochs_ = 0;
  }

 private:
  int64_t trial_ = 0;     // the same for a trial and its retries
  int64_t interval_ = 0;  // 0: no limit
  int64_t epochs_ = 0;
};

inline Stretch stretch(const Trial& trial) { return Stretch(trial); }

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/stretch.hpp>
#endif
