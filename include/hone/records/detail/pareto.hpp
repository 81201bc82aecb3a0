// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstdint>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// One number an objective, less is better.
using Losses = std::vector<double>;

/// A trial's values, turned so that less is better; NaN is as bad as can be. As many as the study
/// has objectives, or none where the trial has another number of values.
Losses losses_of(const FrozenTrial& trial, const std::vector<Direction>& directions);

/// Whether `a` is nowhere worse than `b`, and somewhere better.
bool dominates(const Losses& a, const Losses& b);

/// Ranks points by who dominates whom: 0 for those that nobody dominates, 1 for those that only
/// rank 0 dominates, and so on. Equal points have equal ranks. (Optuna:
/// _fast_non_domination_rank; the method is ENS of Zhang, Tian, Cheng and Jin, 2015.)
///
///   non_domination_ranks({{1, 4}, {2, 2}, {2, 3}});  // 0, 0, 1
///
/// With `violations`, one a point, those above 0 rank behind all others, by the violation alone.
std::vector<int64_t> non_domination_ranks(const std::vector<Losses>& points,
                                          const std::vector<double>& violations = {});

/// The trials that no other of those that may be best dominates, by number. (Optuna:
/// Study.best_trials.)
std::vector<int64_t> pareto_front(const StudyRecord& record);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/pareto.hpp>
#endif
