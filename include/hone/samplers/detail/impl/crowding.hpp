// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/pareto.hpp>
#include <hone/samplers/detail/crowding.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::vector<double> crowding_distances(const std::vector<Losses>& points) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<double> distances(points.size());
  std::vector<size_t> order(points.size());
  std::iota(order.begin(), order.end(), size_t{0});
  for (size_t m = 0; !points.empty() && m < points.front().size(); ++m) {
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return points[a][m] < points[b][m]; });
    if (points[order.front()][m] == points[order.back()][m]) continue;
    std::vector<double> sorted = {-kInfinity};
    for (const size_t i : order) sorted.push_back(points[i][m]);
    sorted.push_back(kInfinity);
    const double least = *std::find_if(sorted.begin(), sorted.end(),
                                       [](double value) { return value > -kInfinity; });
    const double most = *std::find_if(sorted.rbegin(), sorted.rend(),
                                      [](double value) { return value < kInfinity; });
    const double width = most - least > 0 ? most - least : 1;
    for (size_t i = 0; i < order.size(); ++i)
      if (sorted[i] != sorted[i + 2]) distances[order[i]] += (sorted[i + 2] - sorted[i]) / width;
  }
  return distances;
}

HONE_INLINE std::vector<size_t> elite(const std::vector<Losses>& points,
                                      const std::vector<double>& violations, size_t count) {
  const std::vector<int64_t> ranks = non_domination_ranks(points, violations);
  std::vector<size_t> survivors;
  for (int64_t rank = 0; survivors.size() < std::min(count, points.size()); ++rank) {
    std::vector<size_t> front;
    std::vector<Losses> losses;
    for (size_t i = 0; i < points.size(); ++i)
      if (ranks[i] == rank) {
        front.push_back(i);
        losses.push_back(points[i]);
      }
    std::vector<size_t> order(front.size());
    std::iota(order.begin(), order.end(), size_t{0});
    if (survivors.size() + front.size() > count) {
      const std::vector<double> distances = crowding_distances(losses);
      // The ends of all objectives are at infinite distance. Break their ties as Optuna's sort
      // does.
      std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        if (distances[a] != distances[b]) return distances[a] > distances[b];
        return losses[a].back() > losses[b].back();
      });
      order.resize(count - survivors.size());
    }
    for (const size_t i : order) survivors.push_back(front[i]);
  }
  return survivors;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
