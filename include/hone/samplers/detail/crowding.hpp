// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/pareto.hpp>

#include <cstddef>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// How far apart a front's neighbors are at each point, summed over the objectives, each as a part
/// of its width: infinite at the ends. (Optuna: _calc_crowding_distance; Deb et al.: A fast and
/// elitist multiobjective genetic algorithm: NSGA-II, 2002.)
std::vector<double> crowding_distances(const std::vector<Losses>& points);

/// Which `count` points survive, or all where they are fewer, by index: front by front, and of the
/// last one those with the most room about them. For `violations` see non_domination_ranks.
std::vector<size_t> elite(const std::vector<Losses>& points, const std::vector<double>& violations,
                          size_t count);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/crowding.hpp>
#endif
