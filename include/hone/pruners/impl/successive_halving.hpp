// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/pruners/detail/rungs.hpp>
#include <hone/pruners/successive_halving.hpp>
#include <hone/records/detail/at_least.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>

#include <algorithm>
#include <cstdint>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE SuccessiveHalvingPrunerOptions& SuccessiveHalvingPrunerOptions::min_resource(
    int64_t steps) {
  min_resource_ = detail::at_least(1, "min_resource", steps);
  return *this;
}

HONE_INLINE SuccessiveHalvingPrunerOptions& SuccessiveHalvingPrunerOptions::reduction_factor(
    int64_t factor) {
  reduction_factor_ = detail::at_least(2, "reduction_factor", factor);
  return *this;
}

HONE_INLINE SuccessiveHalvingPrunerOptions& SuccessiveHalvingPrunerOptions::min_early_stopping_rate(
    int64_t rate) {
  min_early_stopping_rate_ = detail::at_least(0, "min_early_stopping_rate", rate);
  return *this;
}

HONE_INLINE SuccessiveHalvingPrunerOptions& SuccessiveHalvingPrunerOptions::bootstrap_count(
    int64_t n) {
  bootstrap_count_ = detail::at_least(0, "bootstrap_count", n);
  return *this;
}

HONE_INLINE SuccessiveHalvingPruner::SuccessiveHalvingPruner(SuccessiveHalvingPrunerOptions options)
    : options_(options), min_resource_(options.min_resource()) {
  if (options.bootstrap_count() > 0 && !options.min_resource())
    throw ArgumentError(
        "hone: SuccessiveHalvingPruner with a bootstrap_count needs a min_resource too; set it");
}

HONE_INLINE Verdict SuccessiveHalvingPruner::prune(const StudyRecord& study,
                                                   const FrozenTrial& trial) {
  learn(study);
  if (trial.intermediate_values.empty()) return {};
  if (!min_resource_ && longest_) min_resource_ = std::max<int64_t>(*longest_ / 100, 1);
  if (!min_resource_) return {};
  return rungs_.judge(study, trial,
                      {*min_resource_, options_.reduction_factor(),
                       options_.min_early_stopping_rate(), options_.bootstrap_count()},
                      [](int64_t) { return true; });
}

HONE_INLINE void SuccessiveHalvingPruner::learn(const StudyRecord& study) {
  if (!cursor_.follows(study)) *this = SuccessiveHalvingPruner(options_);
  while (const FrozenTrial* trial = cursor_.next(study)) {
    rungs_.add(*trial);
    if (trial->state == TrialState::complete) longest_ = std::max(longest_, trial->last_step());
  }
}

}  // namespace HONE_ABI
}  // namespace hone
