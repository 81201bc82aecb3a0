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

/// How a SuccessiveHalvingPruner works. Names and defaults are Optuna's.
class SuccessiveHalvingPrunerOptions {
 public:
  /// The step of the first rung. Default: a hundredth of the longest COMPLETE trial, at least 1,
  /// as it was when first asked; nothing is pruned before there is one.
  SuccessiveHalvingPrunerOptions& min_resource(int64_t steps);
  /// Of this many trials on a rung one goes on, and the next rung is this many times as far.
  /// Default 4.
  SuccessiveHalvingPrunerOptions& reduction_factor(int64_t factor);
  /// How many of the first rungs are left out. Default 0.
  SuccessiveHalvingPrunerOptions& min_early_stopping_rate(int64_t rate);
  /// Nobody goes on from a rung before more than this many trials came to it. Needs min_resource.
  /// Default 0.
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

/// Lets the best quarter of the trials go on at steps 1, 4, 16, 64 and so on, and prunes the rest:
/// asynchronous successive halving, ASHA. (Li et al., A System for Massively Parallel
/// Hyperparameter Tuning, 2020. Optuna: SuccessiveHalvingPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(hone::SuccessiveHalvingPruner(
///       hone::SuccessiveHalvingPrunerOptions().min_resource(2).reduction_factor(3))));
///
/// A trial is compared on a rung with all that came to it before, whatever became of them; among
/// fewer than reduction_factor the best goes on. Its latest report counts, and NaN is pruned. Rungs
/// stand in the trials' system attributes as Optuna writes them, so that workers of both kinds
/// compete. A call costs the same however many trials have finished. One thread to an object.
class SuccessiveHalvingPruner final : public Pruner {
 public:
  explicit SuccessiveHalvingPruner(SuccessiveHalvingPrunerOptions options = {});

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override;

 private:
  void learn(const StudyRecord& study);

  SuccessiveHalvingPrunerOptions options_;
  std::optional<int64_t> min_resource_;

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  detail::Rungs rungs_;
  std::optional<int64_t> longest_;  // last step of a COMPLETE trial
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/impl/successive_halving.hpp>
#endif
