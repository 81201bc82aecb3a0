// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/detail/rungs.hpp>
#include <hone/pruners/pruner.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Options of a HyperbandPruner. Names and defaults are Optuna's.
class HyperbandPrunerOptions {
 public:
  /// The step of the first rung of the first bracket. Default: 1.
  HyperbandPrunerOptions& min_resource(int64_t steps);
  /// The maximum number of steps of a trial. Default: one more than the last step of the longest
  /// COMPLETE trial, fixed at the first call that finds one. Nothing is pruned before that.
  HyperbandPrunerOptions& max_resource(int64_t steps);
  /// As in SuccessiveHalvingPrunerOptions. Default: 3.
  HyperbandPrunerOptions& reduction_factor(int64_t factor);
  /// As in SuccessiveHalvingPrunerOptions; needs max_resource. Default: 0.
  HyperbandPrunerOptions& bootstrap_count(int64_t n);

  int64_t min_resource() const { return min_resource_; }
  const std::optional<int64_t>& max_resource() const { return max_resource_; }
  int64_t reduction_factor() const { return reduction_factor_; }
  int64_t bootstrap_count() const { return bootstrap_count_; }

 private:
  int64_t min_resource_ = 1;
  std::optional<int64_t> max_resource_;
  int64_t reduction_factor_ = 3;
  int64_t bootstrap_count_ = 0;
};

/// Runs several brackets of successive halving, each with a later first rung than the one before,
/// so that slow starters have a chance in the late brackets. (Li et al., Hyperband, 2018. Optuna:
/// HyperbandPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(
///       hone::HyperbandPruner(hone::HyperbandPrunerOptions().max_resource(100))));
///
/// A trial's bracket depends only on the study's name and the trial's number, as in Optuna. The
/// trial competes only within its bracket. Samplers see all trials, while Optuna shows them only
/// those of the bracket. The cost of a call does not grow with the number of finished trials.
/// Not thread-safe.
class HyperbandPruner final : public Pruner {
 public:
  explicit HyperbandPruner(HyperbandPrunerOptions options = {});

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override;

 private:
  struct Bracket {
    uint64_t budget;  // share of the trials
    detail::Rungs rungs;
  };

  void learn(const StudyRecord& study);

  void make_brackets(int64_t max_resource);

  size_t bracket_of(const std::string& study, int64_t trial) const;

  HyperbandPrunerOptions options_;
  std::vector<Bracket> brackets_;
  uint64_t total_budget_ = 0;

  // State read from the study so far.
  detail::FinishedCursor cursor_;
  std::optional<int64_t> longest_;  // last step of the longest COMPLETE trial
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/impl/hyperband.hpp>
#endif
