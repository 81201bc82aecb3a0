// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/best_tracker.hpp>
#include <hone/records/detail/pareto.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Losses losses_of(const FrozenTrial& trial, const std::vector<Direction>& directions) {
  if (trial.values.size() != directions.size()) return {};
  Losses losses = trial.values;
  for (size_t i = 0; i < losses.size(); ++i) {
    if (directions[i] == Direction::maximize) losses[i] = -losses[i];
    if (std::isnan(losses[i])) losses[i] = std::numeric_limits<double>::infinity();
  }
  return losses;
}

HONE_INLINE bool dominates(const Losses& a, const Losses& b) {
  bool better = false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
    better |= a[i] < b[i];
  }
  return better;
}

HONE_INLINE std::vector<int64_t> non_domination_ranks(const std::vector<Losses>& points,
                                                      const std::vector<double>& violations) {
  const auto violation = [&](size_t i) {
    return violations.empty() || !(violations[i] > 0) ? 0 : violations[i];
  };
  const auto before = [&](size_t a, size_t b) {
    if (violation(a) != violation(b)) return violation(a) < violation(b);
    return !(violation(a) > 0) && points[a] < points[b];
  };
  std::vector<size_t> order(points.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), before);

  // In this order no point dominates an earlier one. `fronts` holds the points of each rank. A
  // point belongs right after the last front that dominates it, found by bisection since fronts are
  // nested. With two objectives, it is enough to compare with a front's newest point.
  std::vector<int64_t> ranks(points.size());
  std::vector<std::vector<size_t>> fronts;
  const auto is_dominated = [&](const std::vector<size_t>& front, size_t i) {
    const size_t asked = points[i].size() == 2 ? 1 : front.size();
    return std::any_of(front.rbegin(), front.rbegin() + static_cast<std::ptrdiff_t>(asked),
                       [&](size_t j) { return dominates(points[j], points[i]); });
  };
  for (size_t at = 0; at < order.size(); ++at) {
    const size_t i = order[at];
    if (at > 0 && !before(order[at - 1], i)) {
      ranks[i] = ranks[order[at - 1]];
      continue;
    }
    auto front = fronts.end();
    if (!(violation(i) > 0))
      front = std::partition_point(fronts.begin(), fronts.end(), [&](const std::vector<size_t>& f) {
        return is_dominated(f, i);
      });
    if (front == fronts.end()) front = fronts.insert(front, std::vector<size_t>());
    front->push_back(i);
    ranks[i] = front - fronts.begin();
  }
  return ranks;
}

HONE_INLINE std::vector<int64_t> pareto_front(const StudyRecord& record) {
  std::vector<int64_t> numbers;
  std::vector<Losses> points;
  for (const FrozenTrial& trial : record.trials)
    if (may_be_best(trial, record)) {
      numbers.push_back(trial.number);
      points.push_back(losses_of(trial, record.directions));
    }
  const std::vector<int64_t> ranks = non_domination_ranks(points);
  std::vector<int64_t> front;
  for (size_t i = 0; i < ranks.size(); ++i)
    if (ranks[i] == 0) front.push_back(numbers[i]);
  return front;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
