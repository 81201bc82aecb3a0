// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/pareto.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Ranks COMPLETE trials by several objectives: front by front. From the first front that fits only
/// in part, takes the trials that together dominate the most space. (Optuna 5:
/// _split_complete_trials_multi_objective.) Add each trial once, in any order.
class FrontRanking {
 public:
  void add(int64_t number, Losses losses);

  size_t size() const { return entries_.size(); }

  /// Returns the numbers of the best `count` trials, or of all if there are fewer.
  std::vector<int64_t> best(size_t count) const;

 private:
  using Entry = std::pair<int64_t, Losses>;

  // Slightly worse than the worst value of each objective.
  static Losses reference_of(const std::vector<Losses>& points);

  std::vector<Entry> entries_;  // sorted by number
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/front_ranking.hpp>
#endif
