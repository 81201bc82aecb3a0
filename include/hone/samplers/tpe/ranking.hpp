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

/// Which trials TPE takes for good: the best tenth of those COMPLETE and PRUNED, 25 at most where
/// there is one objective.
///
/// COMPLETE trials go by value, or as FrontRanking has it; then the PRUNED, those that came farther
/// first, then by their last report; then whatever violates its constraints. Of equals, the lower
/// number. Add each finished trial once, in any order.
class TpeRanking {
 public:
  void add(const FrozenTrial& trial, const std::vector<Direction>& directions);

  /// COMPLETE and PRUNED trials.
  size_t size() const { return size_; }

  /// The numbers of the good ones; best first where there is one objective.
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
  FrontRanking fronts_;                // of several objectives, the COMPLETE
  std::vector<Rank> best_;             // the others
  mutable std::vector<int64_t> good_;  // empty: to be found
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/ranking.hpp>
#endif
