// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/pareto.hpp>

#include <cstddef>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

Losses worse_of(const Losses& a, const Losses& b);

/// The volume that the points dominate together, up to a finite `reference`. No loss may exceed the
/// reference's. (While, Bradstreet, Barone: A fast way of calculating exact hypervolumes, 2012.)
///
///   hypervolume({{1, 2}, {2, 1}}, {3, 3});  // 3
double hypervolume(std::vector<Losses> points, const Losses& reference);

/// Greedily chooses `count` points of a front, each for the volume that it adds to those before it.
/// Returns indices into `points`. (Optuna: _solve_hssp; Guerreiro, Fonseca and Paquete: Greedy
/// hypervolume subset selection in low dimensions, 2016.)
std::vector<size_t> greedy_hypervolume_subset(const std::vector<Losses>& points, size_t count,
                                              const Losses& reference);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/hypervolume.hpp>
#endif
