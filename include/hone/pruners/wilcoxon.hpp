// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/pruner.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>

#include <cstdint>

namespace hone {
inline namespace HONE_ABI {

/// How sure a WilcoxonPruner wants to be. Names and defaults are Optuna's.
class WilcoxonPrunerOptions {
 public:
  /// Prunes where chance alone would make the trial look so bad with less than this probability,
  /// from 0 to 1. Default 0.1.
  WilcoxonPrunerOptions& p_threshold(double p);
  /// Nothing is pruned before so many steps are there to compare, nor before 2. Default 2.
  WilcoxonPrunerOptions& n_startup_steps(int64_t n);

  double p_threshold() const { return p_threshold_; }
  int64_t n_startup_steps() const { return n_startup_steps_; }

 private:
  double p_threshold_ = 0.1;
  int64_t n_startup_steps_ = 2;
};

/// Prunes a trial that Wilcoxon's signed-rank test finds worse than the best trial, step by step:
/// for objectives that are the mean over problems, folds or seeds, each reported at a step of its
/// own. (Optuna: WilcoxonPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(hone::WilcoxonPruner()));
///   ...
///   for (int64_t fold = 0; fold < 10; ++fold) {
///     trial.report(losses.emplace_back(train(fold)), fold);
///     if (trial.should_prune()) return mean(losses);  // what is known of it, rather than nothing
///   }
///
/// A trial is not pruned whose mean is at least as good as the best trial's, nor one that, or whose
/// rival, reported NaN or infinity. A call costs the same however many trials have finished. One
/// thread to an object.
class WilcoxonPruner final : public Pruner {
 public:
  explicit WilcoxonPruner(WilcoxonPrunerOptions options = {}) : options_(options) {}

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override;

 private:
  using Reports = StepValues;

  void learn(const StudyRecord& study);

  bool is_worse(const Reports& own, const Reports& best, Direction direction) const;

  static bool are_finite(const Reports& reports);

  static double mean(const Reports& reports);

  WilcoxonPrunerOptions options_;

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  int64_t best_ = -1;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/impl/wilcoxon.hpp>
#endif
