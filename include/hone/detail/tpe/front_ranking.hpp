// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/hypervolume.hpp>
#include <hone/frozen_trial.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Which COMPLETE trials of several objectives are best: front by front, and of the front that
/// fits only in part, those that dominate the most space together. (Optuna 5:
/// _split_complete_trials_multi_objective.) Add each trial once, in any order.
template <class = void>
class FrontRankingOf {
 public:
  void add(int64_t number, Losses losses) {
    const auto before = [](const Entry& entry, int64_t other) { return entry.first < other; };
    entries_.insert(std::lower_bound(entries_.begin(), entries_.end(), number, before),
                    {number, std::move(losses)});
  }

  size_t size() const { return entries_.size(); }

  /// The numbers of the best `count`, or of all where they are fewer.
  std::vector<int64_t> best(size_t count) const {
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

 private:
  using Entry = std::pair<int64_t, Losses>;

  // A little worse than the worst of each objective.
  static Losses reference_of(const std::vector<Losses>& points) {
    Losses reference(points.front().size(), -std::numeric_limits<double>::infinity());
    for (const Losses& point : points) reference = worse_of(reference, point);
    for (double& bound : reference) {
      bound = std::max(1.1 * bound, 0.9 * bound);
      if (bound == 0) bound = 1e-12;
    }
    return reference;
  }

  std::vector<Entry> entries_;  // by number
};
using FrontRanking = FrontRankingOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
