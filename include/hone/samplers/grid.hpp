// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/finished_cursor.hpp>
#include <hone/detail/json.hpp>
#include <hone/detail/mersenne_twister.hpp>
#include <hone/samplers/sampler.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// Tries every combination of the given values once, in an order shuffled by the seed; then
/// `optimize` ends. (Optuna: GridSampler.)
///
///   hone::Study study("runs/grid", hone::StudyOptions().sampler(
///       hone::GridSampler({{"lr", {1e-3, 1e-2}}, {"optimizer", {"sgd", "adam"}}})));
///   study.optimize(objective);  // four trials
///
/// Every parameter that the objective suggests must be in the grid, with values of its kind. A
/// trial's place in the grid is put on record as the trial is made ("grid_id" and "search_space",
/// as Optuna has them), so any number of threads and processes, Python's among them if they were
/// given the same grid and seed, share one grid without trying a point twice. A trial that FAILs
/// has had its point. One thread to an object.
template <class>
class BasicGridSampler final : public Sampler {
 public:
  using SearchSpace = std::map<std::string, std::vector<Value>>;

  /// Throws ArgumentError where a parameter has no values, or there are over ten million points.
  explicit BasicGridSampler(SearchSpace search_space, uint32_t seed = 0)
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

  std::optional<Attributes> before_trial(const StudyRecord& study) override {
    learn(study);
    std::vector<size_t> running;
    for (const int64_t number : study.unfinished)
      if (const auto point = point_of(*study.find_trial(number))) running.push_back(*point);
    const auto is_free = [&](size_t point) {
      for (const size_t taken : running)
        if (taken == point) return false;
      return !visited_[point];
    };
    size_t point = study.trials.size();  // Optuna's choice, while it is there
    if (point >= order_.size() || !is_free(point)) {
      while (first_free_ < order_.size() && visited_[first_free_]) ++first_free_;
      for (point = first_free_; point < order_.size() && !is_free(point);) ++point;
    }
    if (point == order_.size()) return std::nullopt;
    return Attributes{{kPointKey, static_cast<int64_t>(point)}, {kSpaceKey, Json{space_json_}}};
  }

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override {
    const auto found = search_space_.find(name);
    if (found == search_space_.end())
      throw ArgumentError("hone: the grid of study \"" + study.name + "\" has no parameter \"" +
                          name + "\"; add its values to the GridSampler");
    const Value& value = value_at(point_of(trial).value_or(point_by_number(trial)), found);
    if (const auto internal = to_internal(distribution, value)) return *internal;
    throw ArgumentError("hone: the grid of study \"" + study.name + "\" has " + name + " = " +
                        value.to_string() + ", which is not " + to_string(distribution));
  }

 private:
  static constexpr const char* kPointKey = "grid_id";
  static constexpr const char* kSpaceKey = "search_space";
  static constexpr size_t kMostPoints = 10000000;

  static std::string to_json(const std::vector<Value>& values) {
    std::string text;
    for (const Value& value : values) text += (text.empty() ? "[" : ",") + detail::to_json(value);
    return text + "]";
  }

  // As numpy.random.RandomState(seed).shuffle does, so that a point's number means the same in
  // Python.
  void shuffle(size_t count, uint32_t seed) {
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

  void learn(const StudyRecord& study) {
    if (!cursor_.follows(study)) {
      cursor_ = {};
      first_free_ = 0;
      visited_.assign(visited_.size(), false);
    }
    while (const FrozenTrial* trial = cursor_.next(study))
      if (const auto point = point_of(*trial)) visited_[*point] = true;
  }

  // Of this grid, not of another that the study was searched by before.
  std::optional<size_t> point_of(const FrozenTrial& trial) const {
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

  // For a trial without a point: enqueued with some of its parameters, or asked for after the end.
  size_t point_by_number(const FrozenTrial& trial) const {
    return static_cast<size_t>(trial.number) % order_.size();
  }

  const Value& value_at(size_t point, SearchSpace::const_iterator parameter) const {
    size_t rest = order_[point];  // the last parameter runs fastest
    for (auto next = search_space_.end(); --next != parameter;) rest /= next->second.size();
    return parameter->second[rest % parameter->second.size()];
  }

  SearchSpace search_space_;
  std::string space_json_;
  std::vector<uint32_t> order_;  // by point: which combination it is

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  std::vector<bool> visited_;  // by point
  size_t first_free_ = 0;      // no point below it is free
};

}  // namespace v0
}  // namespace hone
