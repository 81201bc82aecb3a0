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

/// How a HyperbandPruner works. Names and defaults are Optuna's.
class HyperbandPrunerOptions {
 public:
  /// The step of the first rung of all. Default 1.
  HyperbandPrunerOptions& min_resource(int64_t steps);
  /// How many steps a trial has at most. Default: one more than the last step of the longest
  /// COMPLETE trial, as it was when first asked; nothing is pruned before there is one.
  HyperbandPrunerOptions& max_resource(int64_t steps);
  /// As in SuccessiveHalvingPrunerOptions. Default 3.
  HyperbandPrunerOptions& reduction_factor(int64_t factor);
  /// As in SuccessiveHalvingPrunerOptions; needs max_resource. Default 0.
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

/// Successive halving several times over, with first rungs that are farther and farther: so that a
/// trial that begins slowly has a bracket where it may. (Li et al., Hyperband, 2018. Optuna:
/// HyperbandPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(
///       hone::HyperbandPruner(hone::HyperbandPrunerOptions().max_resource(100))));
///
/// A trial's bracket follows from the study's name and the trial's number alone, as in Optuna, and
/// it competes within its bracket. Samplers see all trials, where Optuna shows them the bracket's.
/// A call costs the same however many trials have finished. One thread to an object.
class HyperbandPruner final : public Pruner {
 public:
  explicit HyperbandPruner(HyperbandPrunerOptions options = {});

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override;

 private:
  struct Bracket {
    uint64_t budget;  // its share of the trials
    detail::Rungs rungs;
  };

  void learn(const StudyRecord& study);

  void make_brackets(int64_t max_resource);

  size_t bracket_of(const std::string& study, int64_t trial) const;

  HyperbandPrunerOptions options_;
  std::vector<Bracket> brackets_;
  uint64_t total_budget_ = 0;

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  std::optional<int64_t> longest_;  // last step of a COMPLETE trial
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/impl/hyperband.hpp>
#endif
