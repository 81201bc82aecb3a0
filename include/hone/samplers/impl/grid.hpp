// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/mersenne_twister.hpp>
#include <hone/samplers/grid.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE GridSampler::GridSampler(SearchSpace search_space, uint32_t seed)
    : search_space_(std::move(search_space)) {
  size_t count = 1;
  for (const auto& [name, values] : search_space_) {
    if (values.empty())
      throw ArgumentError("hone: the grid has no value for parameter \"" + name +
                          "\"; give at least one");
    if (values.size() > kMostPoints / count)
      throw ArgumentError(
          "hone: the grid has over ten million points; give fewer values, or use "
          "hone::QmcSampler");
    count *= values.size();
    space_json_ +=
        (space_json_.empty() ? "{" : ",") + detail::to_json(Value(name)) + ":" + to_json(values);
  }
  space_json_ += space_json_.empty() ? "{}" : "}";
  shuffle(count, seed);
}

HONE_INLINE std::optional<Attributes> GridSampler::before_trial(const StudyRecord& study) {
  learn(study);
  std::vector<size_t> running;
  for (const int64_t number : study.unfinished)
    if (const auto point = point_of(*study.find_trial(number))) running.push_back(*point);
  const auto is_free = [&](size_t point) {
    for (const size_t taken : running)
      if (taken == point) return false;
    return !visited_[point];
  };
  size_t point = study.trials.size();  // Optuna's choice, if it is free
  if (point >= order_.size() || !is_free(point)) {
    while (first_free_ < order_.size() && visited_[first_free_]) ++first_free_;
    for (point = first_free_; point < order_.size() && !is_free(point);) ++point;
  }
  if (point == order_.size()) return std::nullopt;
  return Attributes{{kPointKey, static_cast<int64_t>(point)}, {kSpaceKey, Json{space_json_}}};
}

HONE_INLINE double GridSampler::sample_independent(const StudyRecord& study,
                                                   const FrozenTrial& trial,
                                                   const std::string& name,
                                                   const Distribution& distribution) {
  const auto found = search_space_.find(name);
  if (found == search_space_.end())
    throw ArgumentError("hone: the grid of study \"" + study.name + "\" has no parameter \"" +
                        name + "\"; add its values to the GridSampler");
  const Value& value = value_at(point_of(trial).value_or(point_by_number(trial)), found);
  if (const auto internal = to_internal(distribution, value)) return *internal;
  throw ArgumentError("hone: the grid of study \"" + study.name + "\" has " + name + " = " +
                      value.to_string() + ", which is not " + to_string(distribution));
}

HONE_INLINE std::string GridSampler::to_json(const std::vector<Value>& values) {
  std::string text;
  for (const Value& value : values) text += (text.empty() ? "[" : ",") + detail::to_json(value);
  return text + "]";
}

HONE_INLINE void GridSampler::shuffle(size_t count, uint32_t seed) {
  for (size_t i = 0; i < count; ++i) order_.push_back(static_cast<uint32_t>(i));
  visited_.assign(count, false);
  detail::MersenneTwister random(seed);
  for (uint32_t last = static_cast<uint32_t>(count - 1); last > 0; --last) {
    uint32_t mask = last, other;
    for (const int bits : {1, 2, 4, 8, 16}) mask |= mask >> bits;
    while ((other = random() & mask) > last) {
    }
    std::swap(order_[last], order_[other]);
  }
}

HONE_INLINE void GridSampler::learn(const StudyRecord& study) {
  if (!cursor_.follows(study)) {
    cursor_ = {};
    first_free_ = 0;
    visited_.assign(visited_.size(), false);
  }
  while (const FrozenTrial* trial = cursor_.next(study))
    if (const auto point = point_of(*trial)) visited_[*point] = true;
}

HONE_INLINE std::optional<size_t> GridSampler::point_of(const FrozenTrial& trial) const {
  const auto point = trial.system_attrs.find(kPointKey);
  const auto space = trial.system_attrs.find(kSpaceKey);
  if (point == trial.system_attrs.end() || space == trial.system_attrs.end()) return std::nullopt;
  const auto* number = std::get_if<int64_t>(&point->second.variant());
  const auto* json = std::get_if<Json>(&space->second.variant());
  if (!number || !json || *number < 0 || static_cast<uint64_t>(*number) >= order_.size() ||
      json->text != space_json_)
    return std::nullopt;
  return static_cast<size_t>(*number);
}

HONE_INLINE const Value& GridSampler::value_at(size_t point,
                                               SearchSpace::const_iterator parameter) const {
  size_t rest = order_[point];  // the last parameter varies fastest
  for (auto next = search_space_.end(); --next != parameter;) rest /= next->second.size();
  return parameter->second[rest % parameter->second.size()];
}

}  // namespace HONE_ABI
}  // namespace hone
