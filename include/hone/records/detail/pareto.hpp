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

/// One number per objective; lower is better.
using Losses = std::vector<double>;

/// A trial's values, negated where needed so that lower is better; NaN becomes infinity. Empty if
/// the trial does not have one value per objective.
Losses losses_of(const FrozenTrial& trial, const std::vector<Direction>& directions);

/// Whether `a` is not worse than `b` in any objective, and better in at least one.
bool dominates(const Losses& a, const Losses& b);

/// Ranks points by domination: 0 for points that no other dominates, 1 for those dominated only by
/// rank 0, and so on. Equal points have equal ranks. (Optuna: _fast_non_domination_rank; the method
/// is ENS of Zhang, Tian, Cheng and Jin, 2015.)
///
///   non_domination_ranks({{1, 4}, {2, 2}, {2, 3}});  // 0, 0, 1
///
/// With `violations`, one per point, points with a violation above 0 rank after all others, ordered
/// by violation alone.
std::vector<int64_t> non_domination_ranks(const std::vector<Losses>& points,
                                          const std::vector<double>& violations = {});

/// The numbers of the eligible trials that no other eligible trial dominates. (Optuna:
/// Study.best_trials.)
std::vector<int64_t> pareto_front(const StudyRecord& record);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/pareto.hpp>
#endif
