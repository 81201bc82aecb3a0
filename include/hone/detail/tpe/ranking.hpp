// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/constraints.hpp>
#include <hone/frozen_trial.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Which trials TPE takes for good: the best tenth of those COMPLETE and PRUNED, 25 at most.
///
/// COMPLETE trials go by value; then the PRUNED, those that came farther first, then by their last
/// report; then whatever violates its constraints. Of equals, the lower number. Add each finished
/// trial once, in any order.
class TpeRanking {
 public:
  void add(const FrozenTrial& trial, Direction direction) {
    if (trial.state != TrialState::complete && trial.state != TrialState::pruned) return;
    ++size_;
    const Rank rank = rank_of(trial, direction);
    best_.insert(std::upper_bound(best_.begin(), best_.end(), rank), rank);
    // The good never grow beyond this, and nobody in front of a trial ever leaves.
    if (best_.size() > kMostGood) best_.pop_back();
  }

  /// COMPLETE and PRUNED trials.
  size_t size() const { return size_; }

  /// The numbers of the good ones, best first.
  std::vector<int64_t> good() const {
    const double tenth = std::ceil(0.1 * static_cast<double>(size_));
    const size_t count = tenth < kMostGood ? static_cast<size_t>(tenth) : kMostGood;
    std::vector<int64_t> numbers;
    for (size_t i = 0; i < count; ++i) numbers.push_back(std::get<3>(best_[i]));
    return numbers;
  }

 private:
  static constexpr size_t kMostGood = 25;
  using Rank = std::tuple<int, double, double, int64_t>;  // smaller is better

  static Rank rank_of(const FrozenTrial& trial, Direction direction) {
    constexpr double kWorst = std::numeric_limits<double>::infinity();
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
  std::vector<Rank> best_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
