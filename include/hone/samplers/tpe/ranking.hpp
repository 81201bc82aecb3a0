// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/samplers/tpe/front_ranking.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Selects the trials that TPE counts as good: the best tenth of the COMPLETE and PRUNED trials, at
/// most 25 with one objective.
///
/// COMPLETE trials come first, ordered by value, or by FrontRanking with several objectives. Then
/// come PRUNED trials: the largest last step first, then by the last report. Trials that violate a
/// constraint come last. Ties: the lowest trial number. Add each finished trial once, in any order.
class TpeRanking {
 public:
  void add(const FrozenTrial& trial, const std::vector<Direction>& directions);

  /// Number of COMPLETE and PRUNED trials.
  size_t size() const { return size_; }

  /// Numbers of the good trials; best first with one objective.
  const std::vector<int64_t>& good() const;

 private:
  static constexpr size_t kMostGood = 25;
  static constexpr double kWorst = std::numeric_limits<double>::infinity();

  struct Rank {  // smaller is better
    int tier;
    double first, second;
    int64_t number;
    friend bool operator<(const Rank& a, const Rank& b) {
      return std::tie(a.tier, a.first, a.second, a.number) <
             std::tie(b.tier, b.first, b.second, b.number);
    }
  };

  static Rank rank_of(const FrozenTrial& trial, Direction direction);

  size_t size_ = 0;
  size_t most_ = std::numeric_limits<size_t>::max();
  FrontRanking fronts_;                // several objectives: the COMPLETE trials
  std::vector<Rank> best_;             // all other trials
  mutable std::vector<int64_t> good_;  // empty: not computed
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/ranking.hpp>
#endif
