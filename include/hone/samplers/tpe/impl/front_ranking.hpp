// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/pareto.hpp>
#include <hone/samplers/detail/hypervolume.hpp>
#include <hone/samplers/tpe/front_ranking.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void FrontRanking::add(int64_t number, Losses losses) {
  const auto before = [](const Entry& entry, int64_t other) { return entry.first < other; };
  entries_.insert(std::lower_bound(entries_.begin(), entries_.end(), number, before),
                  {number, std::move(losses)});
}

HONE_INLINE std::vector<int64_t> FrontRanking::best(size_t count) const {
  std::vector<Losses> points;
  for (const Entry& entry : entries_) points.push_back(entry.second);
  const std::vector<int64_t> ranks = non_domination_ranks(points);
  std::vector<int64_t> numbers;
  for (int64_t rank = 0; numbers.size() < std::min(count, entries_.size()); ++rank) {
    std::vector<int64_t> front;
    std::vector<Losses> losses;
    for (size_t i = 0; i < entries_.size(); ++i)
      if (ranks[i] == rank) {
        front.push_back(entries_[i].first);
        losses.push_back(points[i]);
      }
    if (numbers.size() + front.size() <= count) {
      numbers.insert(numbers.end(), front.begin(), front.end());
      continue;
    }
    const Losses reference = reference_of(losses);
    for (const size_t i : greedy_hypervolume_subset(losses, count - numbers.size(), reference))
      numbers.push_back(front[i]);
  }
  return numbers;
}

HONE_INLINE Losses FrontRanking::reference_of(const std::vector<Losses>& points) {
  Losses reference(points.front().size(), -std::numeric_limits<double>::infinity());
  for (const Losses& point : points) reference = worse_of(reference, point);
  for (double& bound : reference) {
    bound = std::max(1.1 * bound, 0.9 * bound);
    if (bound == 0) bound = 1e-12;
  }
  return reference;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
