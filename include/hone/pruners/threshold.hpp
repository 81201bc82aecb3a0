// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/pruner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstdint>
#include <limits>

namespace hone {
inline namespace HONE_ABI {

/// Options of a ThresholdPruner. Names are Optuna's.
class ThresholdPrunerOptions {
 public:
  /// Prunes below this. Default: no lower bound.
  ThresholdPrunerOptions& lower(double bound) {
    lower_ = bound;
    return *this;
  }
  /// Prunes above this. Default: no upper bound.
  ThresholdPrunerOptions& upper(double bound) {
    upper_ = bound;
    return *this;
  }
  /// Nothing is pruned at a step below this. Default: 0.
  ThresholdPrunerOptions& n_warmup_steps(int64_t n);
  /// Prunes only at the first report in each interval of this many steps, counted from the end of
  /// the warm-up. Default: 1.
  ThresholdPrunerOptions& interval_steps(int64_t n);

  double lower() const { return lower_; }
  double upper() const { return upper_; }
  int64_t n_warmup_steps() const { return n_warmup_steps_; }
  int64_t interval_steps() const { return interval_steps_; }

 private:
  double lower_ = -std::numeric_limits<double>::infinity();
  double upper_ = std::numeric_limits<double>::infinity();
  int64_t n_warmup_steps_ = 0;
  int64_t interval_steps_ = 1;
};

/// Prunes a trial if its latest report is out of bounds or NaN. Ignores other trials. (Optuna:
/// ThresholdPruner.)
///
///   hone::ThresholdPruner diverged(hone::ThresholdPrunerOptions().upper(100.0));
class ThresholdPruner final : public Pruner {
 public:
  explicit ThresholdPruner(ThresholdPrunerOptions options);

  Verdict prune(const StudyRecord& /*study*/, const FrozenTrial& trial) override;

 private:
  ThresholdPrunerOptions options_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/impl/threshold.hpp>
#endif
