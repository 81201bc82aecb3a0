// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/constraints.hpp>
#include <hone/detail/tpe/front_ranking.hpp>
#include <hone/frozen_trial.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Which trials TPE takes for good: the best tenth of those COMPLETE and PRUNED, 25 at most where
/// there is one objective.
///
/// COMPLETE trials go by value, or as FrontRanking has it; then the PRUNED, those that came farther
/// first, then by their last report; then whatever violates its constraints. Of equals, the lower
/// number. Add each finished trial once, in any order.
template <class T = void>
class TpeRankingOf {
 public:
  void add(const FrozenTrial& trial, const std::vector<Direction>& directions) {
    if (trial.state != TrialState::complete && trial.state != TrialState::pruned) return;
    ++size_;
    good_.clear();
    const bool is_single = directions.size() <= 1;
    const Rank rank = rank_of(trial, directions.empty() ? Direction::minimize : directions.front());
    if (!is_single && rank.tier == 0) {
      Losses losses = losses_of(trial, directions);
      losses.resize(directions.size(), kWorst);
      fronts_.add(trial.number, std::move(losses));
      return;
    }
    best_.insert(std::upper_bound(best_.begin(), best_.end(), rank), rank);
    // The good never grow beyond this, and nobody in front of a trial ever leaves.
    if (is_single && best_.size() > kMostGood) best_.pop_back();
    most_ = is_single ? kMostGood : std::numeric_limits<size_t>::max();
  }

  /// COMPLETE and PRUNED trials.
  size_t size() const { return size_; }

  /// The numbers of the good ones; best first where there is one objective.
  const std::vector<int64_t>& good() const {
    if (!good_.empty()) return good_;
    const size_t tenth = static_cast<size_t>(std::ceil(0.1 * static_cast<double>(size_)));
    const size_t count = std::min(tenth, most_);
    good_ = fronts_.best(count);
    for (size_t i = 0; good_.size() < count; ++i) good_.push_back(best_[i].number);
    return good_;
  }

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

  static Rank rank_of(const FrozenTrial& trial, Direction direction) {
    const auto cost = [&](double value) {
      return std::isnan(value) ? kWorst : direction == Direction::maximize ? -value : value;
    };
    if (const double violation = violation_of(trial); violation > 0)
      return {2, violation, 0, trial.number};
    if (trial.state == TrialState::complete)
      return {0, trial.values.empty() ? kWorst : cost(trial.values.front()), 0, trial.number};
    if (trial.intermediate_values.empty()) return {1, 1, 0, trial.number};
    const auto& [step, value] = *trial.intermediate_values.rbegin();
    return {1, -static_cast<double>(step), cost(value), trial.number};
  }

  size_t size_ = 0;
  size_t most_ = std::numeric_limits<size_t>::max();
  FrontRankingOf<T> fronts_;           // of several objectives, the COMPLETE
  std::vector<Rank> best_;             // the others
  mutable std::vector<int64_t> good_;  // empty: to be found
};
using TpeRanking = TpeRankingOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
