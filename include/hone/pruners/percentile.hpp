// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/pruner.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstdint>
#include <map>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// When a PercentilePruner or MedianPruner judges a trial. Names are Optuna's.
class PercentilePrunerOptions {
 public:
  /// Nothing is pruned before this many trials are COMPLETE. Default: 5.
  PercentilePrunerOptions& n_startup_trials(int64_t n);
  /// Nothing is pruned at a step below this. Default: 0.
  PercentilePrunerOptions& n_warmup_steps(int64_t n);
  /// Prunes only at the first report in each interval of this many steps, counted from the end of
  /// the warm-up. Default: 1.
  PercentilePrunerOptions& interval_steps(int64_t n);
  /// How many COMPLETE trials must have reported at the step. Default: 1.
  PercentilePrunerOptions& n_min_trials(int64_t n);

  int64_t n_startup_trials() const { return n_startup_trials_; }
  int64_t n_warmup_steps() const { return n_warmup_steps_; }
  int64_t interval_steps() const { return interval_steps_; }
  int64_t n_min_trials() const { return n_min_trials_; }

 private:
  int64_t n_startup_trials_ = 5;
  int64_t n_warmup_steps_ = 0;
  int64_t interval_steps_ = 1;
  int64_t n_min_trials_ = 1;
};

/// Prunes a trial if its best report so far is not within the best `percentile` percent of the
/// COMPLETE trials' reports at the same step. (Optuna: PercentilePruner.)
///
///   hone::PercentilePruner keep_the_best_quarter(25.0);
///
/// A trial that has reported only NaN is pruned. A trial is not pruned if it has no report, or if
/// no COMPLETE trial reached its step. The cost of a call does not grow with the number of trials.
/// Not thread-safe.
class PercentilePruner : public Pruner {
 public:
  explicit PercentilePruner(double percentile, PercentilePrunerOptions options = {});

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override;

 private:
  // Reports of the COMPLETE trials at one step.
  struct Step {
    std::vector<double> sorted;  // without NaN
    int64_t count = 0;           // with NaN
  };

  void learn(const StudyRecord& study);

  bool is_behind(const FrozenTrial& trial, Direction direction) const;

  // Bit-identical to numpy.nanpercentile, because the comparison with it is strict. NaN if a
  // neighbor is infinite; then nothing is pruned.
  static double percentile(const std::vector<double>& sorted, double percent);

  double percentile_;
  PercentilePrunerOptions options_;
  detail::FinishedCursor cursor_;
  int64_t n_complete_ = 0;
  std::map<int64_t, Step> steps_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/impl/percentile.hpp>
#endif
