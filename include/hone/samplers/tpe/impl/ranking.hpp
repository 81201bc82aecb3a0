// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/constraints.hpp>
#include <hone/records/detail/pareto.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/samplers/tpe/front_ranking.hpp>
#include <hone/samplers/tpe/ranking.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void TpeRanking::add(const FrozenTrial& trial,
                                 const std::vector<Direction>& directions) {
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
  // Safe: there are never more good trials, and no better trial is ever removed.
  if (is_single && best_.size() > kMostGood) best_.pop_back();
  most_ = is_single ? kMostGood : std::numeric_limits<size_t>::max();
}

HONE_INLINE const std::vector<int64_t>& TpeRanking::good() const {
  if (!good_.empty()) return good_;
  const size_t tenth = static_cast<size_t>(std::ceil(0.1 * static_cast<double>(size_)));
  const size_t count = std::min(tenth, most_);
  good_ = fronts_.best(count);
  for (size_t i = 0; good_.size() < count; ++i) good_.push_back(best_[i].number);
  return good_;
}

HONE_INLINE TpeRanking::Rank TpeRanking::rank_of(const FrozenTrial& trial, Direction direction) {
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

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
