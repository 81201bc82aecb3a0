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

/// Options of a WilcoxonPruner. Names and defaults are Optuna's.
class WilcoxonPrunerOptions {
 public:
  /// Prunes if chance alone would make the trial look this bad with less than this probability,
  /// from 0 to 1. Default: 0.1.
  WilcoxonPrunerOptions& p_threshold(double p);
  /// Nothing is pruned before this many steps can be compared, at least 2. Default: 2.
  WilcoxonPrunerOptions& n_startup_steps(int64_t n);

  double p_threshold() const { return p_threshold_; }
  int64_t n_startup_steps() const { return n_startup_steps_; }

 private:
  double p_threshold_ = 0.1;
  int64_t n_startup_steps_ = 2;
};

/// Prunes a trial if Wilcoxon's signed-rank test finds it worse than the best trial, step by step.
/// For objectives that are the mean over problems, folds or seeds, each reported at its own step.
/// (Optuna: WilcoxonPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(hone::WilcoxonPruner()));
///   ...
///   for (int64_t fold = 0; fold < 10; ++fold) {
///     trial.report(losses.emplace_back(train(fold)), fold);
///     if (trial.should_prune()) return mean(losses);  // a partial result
///   }
///
/// A trial is not pruned if its mean is at least as good as the best trial's, or if either of the
/// two reported NaN or infinity. The cost of a call does not grow with the number of finished
/// trials. Not thread-safe.
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

  // State read from the study so far.
  detail::FinishedCursor cursor_;
  int64_t best_ = -1;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/impl/wilcoxon.hpp>
#endif
