// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/pareto.hpp>
#include <hone/samplers/detail/hypervolume.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The volume that a point dominates up to `reference`. No loss may exceed the reference's.
HONE_INLINE double box_volume(const Losses& point, const Losses& reference) {
  double volume = 1;
  for (size_t m = 0; m < reference.size(); ++m) volume *= reference[m] - point[m];
  return volume;
}

HONE_INLINE Losses worse_of(const Losses& a, const Losses& b) {
  Losses worse(a.size());
  for (size_t m = 0; m < a.size(); ++m) worse[m] = std::max(a[m], b[m]);
  return worse;
}

HONE_INLINE double hypervolume(std::vector<Losses> points, const Losses& reference) {
  // After the sort no point dominates an earlier one.
  std::sort(points.begin(), points.end());
  std::vector<Losses> front;
  for (Losses& point : points)
    if (std::none_of(front.begin(), front.end(), [&](const Losses& better) {
          return better == point || dominates(better, point);
        }))
      front.push_back(std::move(point));

  double volume = 0;
  if (reference.size() <= 2) {
    double top = reference.back();
    for (const Losses& point : front) {
      volume += (reference.size() == 2 ? reference[0] - point[0] : 1) * (top - point.back());
      top = point.back();
    }
    return volume;
  }
  for (size_t i = 0; i < front.size(); ++i) {
    std::vector<Losses> shared;  // the part of this point's box that later points dominate
    for (size_t j = i + 1; j < front.size(); ++j) shared.push_back(worse_of(front[i], front[j]));
    volume += box_volume(front[i], reference) - hypervolume(std::move(shared), reference);
  }
  return volume;
}

HONE_INLINE std::vector<size_t> greedy_hypervolume_subset(const std::vector<Losses>& points,
                                                          size_t count, const Losses& reference) {
  // Keeps the first of equal points; uses the others only if these are too few.
  std::vector<size_t> order(points.size()), repeated;
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return points[a] < points[b]; });
  std::vector<size_t> left;
  for (const size_t i : order)
    (left.empty() || points[left.back()] != points[i] ? left : repeated).push_back(i);
  std::sort(repeated.begin(), repeated.end());
  if (left.size() <= count) {
    repeated.resize(std::min(repeated.size(), count - left.size()));
    left.insert(left.end(), repeated.begin(), repeated.end());
    return left;
  }
  for (const double bound : reference)
    if (!std::isfinite(bound)) {
      left.resize(count);
      return left;
    }

  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  // Contributions only shrink as points are chosen. So an old one is an upper bound, and few must
  // be recomputed. With two objectives a contribution is a box between two neighbors.
  std::vector<double> contributions;
  std::vector<Losses> corners(left.size(), reference);
  for (const size_t i : left) contributions.push_back(box_volume(points[i], reference));
  std::vector<size_t> chosen;
  for (;;) {
    const auto most = std::max_element(contributions.begin(), contributions.end());
    const bool is_infinite = *most == kInfinity;
    const std::ptrdiff_t at = most - contributions.begin();
    const size_t newest = left[static_cast<size_t>(at)];
    chosen.push_back(newest);
    if (chosen.size() == count) return chosen;
    left.erase(left.begin() + at);
    contributions.erase(most);
    corners.erase(corners.begin() + at);
    if (reference.size() == 2) {
      for (size_t i = 0; i < left.size(); ++i) {
        const size_t m = i < static_cast<size_t>(at) ? 0 : 1;
        corners[i][m] = std::min(points[newest][m], corners[i][m]);
        contributions[i] = box_volume(points[left[i]], corners[i]);
      }
      continue;
    }
    if (is_infinite) {
      std::fill(contributions.begin(), contributions.end(), kInfinity);
      continue;
    }
    for (size_t i = 0; i < left.size(); ++i) {
      const Losses& point = points[left[i]];
      const double with_newest =
          box_volume(point, reference) - box_volume(worse_of(point, points[newest]), reference);
      if (contributions[i] < kInfinity) contributions[i] = std::min(contributions[i], with_newest);
    }
    std::vector<size_t> by_bound(left.size());
    std::iota(by_bound.begin(), by_bound.end(), size_t{0});
    std::stable_sort(by_bound.begin(), by_bound.end(),
                     [&](size_t a, size_t b) { return contributions[a] > contributions[b]; });
    double best = 0;
    for (const size_t i : by_bound) {
      if (contributions[i] < best) break;
      if (contributions[i] < kInfinity) {
        std::vector<Losses> shared;
        for (const size_t other : chosen)
          shared.push_back(worse_of(points[left[i]], points[other]));
        contributions[i] =
            box_volume(points[left[i]], reference) - hypervolume(std::move(shared), reference);
      }
      best = std::max(best, contributions[i]);
    }
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
