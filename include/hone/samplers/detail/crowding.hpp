// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/pareto.hpp>

#include <cstddef>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Crowding distance of each point of a front: the distance between its two neighbors, relative to
/// the front's width, summed over the objectives. Infinite at the ends. (Optuna:
/// _calc_crowding_distance; Deb et al.: A fast and elitist multiobjective genetic algorithm:
/// NSGA-II, 2002.)
std::vector<double> crowding_distances(const std::vector<Losses>& points);

/// Returns the indices of the `count` points that survive, or of all if there are fewer: front by
/// front, and from the last one those with the largest crowding distance. For `violations` see
/// non_domination_ranks.
std::vector<size_t> elite(const std::vector<Losses>& points, const std::vector<double>& violations,
                          size_t count);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/crowding.hpp>
#endif
