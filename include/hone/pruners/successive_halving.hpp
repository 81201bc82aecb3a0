// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/detail/rungs.hpp>
#include <hone/pruners/pruner.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstdint>
#include <optional>

namespace hone {
inline namespace HONE_ABI {

/// Options of a SuccessiveHalvingPruner. Names and defaults are Optuna's.
class SuccessiveHalvingPrunerOptions {
 public:
  /// The step of the first rung. Default: a hundredth of the longest COMPLETE trial, at least 1,
  /// fixed at the first call that finds one. Nothing is pruned before that.
  SuccessiveHalvingPrunerOptions& min_resource(int64_t steps);
  /// One in this many trials passes a rung, and the next rung is this many times as far.
  /// Default: 4.
  SuccessiveHalvingPrunerOptions& reduction_factor(int64_t factor);
  /// How many of the first rungs are skipped. Default: 0.
  SuccessiveHalvingPrunerOptions& min_early_stopping_rate(int64_t rate);
  /// No trial passes a rung until more than this many trials have reached it. Needs min_resource.
  /// Default: 0.
  SuccessiveHalvingPrunerOptions& bootstrap_count(int64_t n);

  const std::optional<int64_t>& min_resource() const { return min_resource_; }
  int64_t reduction_factor() const { return reduction_factor_; }
  int64_t min_early_stopping_rate() const { return min_early_stopping_rate_; }
  int64_t bootstrap_count() const { return bootstrap_count_; }

 private:
  std::optional<int64_t> min_resource_;
  int64_t reduction_factor_ = 4;
  int64_t min_early_stopping_rate_ = 0;
  int64_t bootstrap_count_ = 0;
};

/// Asynchronous successive halving (ASHA): at steps 1, 4, 16, 64 and so on, the best quarter of the
/// trials continues and the rest is pruned. (Li et al., A System for Massively Parallel
/// Hyperparameter Tuning, 2020. Optuna: SuccessiveHalvingPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(hone::SuccessiveHalvingPruner(
///       hone::SuccessiveHalvingPrunerOptions().min_resource(2).reduction_factor(3))));
///
/// On a rung a trial is compared with all trials that reached it before, whatever their state is
/// now. Among fewer than reduction_factor trials the best one continues. The latest report counts,
/// and NaN is pruned. Rungs are stored in the trials' system attributes as in Optuna, so hone's and
/// Optuna's workers can compete. The cost of a call does not grow with the number of finished
/// trials. Not thread-safe.
class SuccessiveHalvingPruner final : public Pruner {
 public:
  explicit SuccessiveHalvingPruner(SuccessiveHalvingPrunerOptions options = {});

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override;

 private:
  void learn(const StudyRecord& study);

  SuccessiveHalvingPrunerOptions options_;
  std::optional<int64_t> min_resource_;

  // State read from the study so far.
  detail::FinishedCursor cursor_;
  detail::Rungs rungs_;
  std::optional<int64_t> longest_;  // last step of the longest COMPLETE trial
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/impl/successive_halving.hpp>
#endif
