// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/json.hpp>
#include <hone/frozen_trial.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// By how much a trial violates its constraints in all; 0 where it keeps them, or has none. They
/// stand in system attributes "constraints:<name>", or in a list "constraints" that older Optuna
/// wrote; above 0 is a violation.
inline double violation_of(const FrozenTrial& trial) {
  double sum = 0;
  const std::string key = "constraints";
  for (auto entry = trial.system_attrs.lower_bound(key);
       entry != trial.system_attrs.end() && entry->first.compare(0, key.size(), key) == 0;
       ++entry) {
    std::vector<Value> values;
    if (entry->first == key) {
      JsonReader reader;
      const auto* list = std::get_if<Json>(&entry->second.variant());
      if (const JsonValue* parsed = list ? reader.parse(list->text) : nullptr)
        if (parsed->IsArray())
          for (const JsonValue& element : parsed->GetArray())
            values.push_back(value_from_json(element));
    } else if (entry->first[key.size()] == ':') {
      values.push_back(entry->second);
    }
    for (const Value& value : values) {
      const auto* integer = std::get_if<int64_t>(&value.variant());
      const auto* number = std::get_if<double>(&value.variant());
      sum += std::max(0.0, integer ? static_cast<double>(*integer) : number ? *number : 0.0);
    }
  }
  return sum;
}

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
