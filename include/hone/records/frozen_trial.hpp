// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/time_point.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// How a trial stands. The numbers are Optuna's, and stand in files.
enum class TrialState : int { running = 0, complete = 1, pruned = 2, fail = 3, waiting = 4 };

/// complete, pruned or fail: a trial that nothing changes any more.
constexpr bool is_finished(TrialState state) {
  return state == TrialState::complete || state == TrialState::pruned || state == TrialState::fail;
}

/// A suggested parameter. Distributions are shared: the trials of a study have few different ones.
struct Param {
  std::string name;
  std::shared_ptr<const Distribution> distribution;
  double internal = 0;  ///< the number itself, or the choice's index

  Value value() const { return to_external(*distribution, internal); }
};

/// The parameter of that name and value, for a trial that a study did not suggest:
///
///   trial.params = {hone::make_param("lr", hone::FloatDistribution{1e-5, 1e-1, true}, 1e-3)};
///
/// Throws ArgumentError where the distribution is none, or has no such value.
Param make_param(const std::string& name, Distribution distribution, const Value& value);

using Params = std::map<std::string, Value>;
using Attributes = std::map<std::string, Value>;

/// The record of a trial, as a study remembers it. A plain value without ties to the study it came
/// from.
///
///   const hone::FrozenTrial best = study.best_trial();
///   best.value();                          // what the objective returned
///   best.param<double>("lr");              // what was suggested
///   best.user_attr<std::string>("note");
struct FrozenTrial {
  int64_t number = -1;  ///< its place in the study, from 0
  TrialState state = TrialState::running;
  std::vector<double> values;  ///< one an objective; empty until told, and where the trial failed
  std::vector<Param> params;   ///< in the order in which they were suggested
  StepValues intermediate_values;  ///< by step
  Attributes user_attrs;
  Attributes system_attrs;
  std::optional<TimePoint> datetime_start;
  std::optional<TimePoint> datetime_complete;
  std::string worker;  ///< who made it RUNNING; of hone's own form only where a hone worker did

  /// The value of a study with one objective. Throws ArgumentError where there is none.
  double value() const;

  const Param* find_param(const std::string& name) const;

  /// The parameter as T (see Value::as). Throws ArgumentError where the trial has none of that
  /// name.
  template <class T>
  T param(const std::string& name) const {
    if (const Param* found = find_param(name)) return found->value().as<T>();
    throw ArgumentError("hone: trial " + std::to_string(number) + " has no parameter \"" + name +
                        "\"");
  }

  /// The user's attribute as T (see Value::as). Throws ArgumentError where the trial has none of
  /// that name.
  template <class T>
  T user_attr(const std::string& name) const {
    const auto found = user_attrs.find(name);
    if (found != user_attrs.end()) return found->second.as<T>();
    throw ArgumentError("hone: trial " + std::to_string(number) + " has no user attribute \"" +
                        name + "\"");
  }

  /// The constraints that the trial was given, by name; above 0 is a violation. One without a name,
  /// as Optuna 4 wrote it, goes by its place.
  std::map<std::string, double> constraints() const;

  /// The largest step with a report; nothing before the first.
  std::optional<int64_t> last_step() const;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/impl/frozen_trial.hpp>
#endif
