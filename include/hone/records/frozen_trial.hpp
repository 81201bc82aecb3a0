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

/// The state of a trial. The numeric values are Optuna's and are stored in files.
enum class TrialState : int { running = 0, complete = 1, pruned = 2, fail = 3, waiting = 4 };

/// complete, pruned or fail. A finished trial never changes again.
constexpr bool is_finished(TrialState state) {
  return state == TrialState::complete || state == TrialState::pruned || state == TrialState::fail;
}

/// A suggested parameter. Distributions are shared, since a study has few different ones.
struct Param {
  std::string name;
  std::shared_ptr<const Distribution> distribution;
  double internal = 0;  ///< the number itself, or the choice's index

  Value value() const { return to_external(*distribution, internal); }
};

/// Returns a parameter for a trial that was not suggested by a study:
///
///   trial.params = {hone::make_param("lr", hone::FloatDistribution{1e-5, 1e-1, true}, 1e-3)};
///
/// Throws ArgumentError if the distribution is invalid or does not contain the value.
Param make_param(const std::string& name, Distribution distribution, const Value& value);

using Params = std::map<std::string, Value>;
using Attributes = std::map<std::string, Value>;

/// The record of a trial. A plain value, independent of the study that it came from.
///
///   const hone::FrozenTrial best = study.best_trial();
///   best.value();                          // what the objective returned
///   best.param<double>("lr");              // what was suggested
///   best.user_attr<std::string>("note");
struct FrozenTrial {
  int64_t number = -1;  ///< index in the study, from 0
  TrialState state = TrialState::running;
  std::vector<double> values;      ///< one per objective; empty while unfinished or if failed
  std::vector<Param> params;       ///< in the order of suggestion
  StepValues intermediate_values;  ///< by step
  Attributes user_attrs;
  Attributes system_attrs;
  std::optional<TimePoint> datetime_start;
  std::optional<TimePoint> datetime_complete;
  std::string worker;  ///< who started it; in hone's format only if a hone worker did

  /// The value in a study with one objective. Throws ArgumentError if there is not exactly one
  /// value.
  double value() const;

  const Param* find_param(const std::string& name) const;

  /// Returns the parameter as T (see Value::as). Throws ArgumentError if the trial has no such
  /// parameter.
  template <class T>
  T param(const std::string& name) const {
    if (const Param* found = find_param(name)) return found->value().as<T>();
    throw ArgumentError("hone: trial " + std::to_string(number) + " has no parameter \"" + name +
                        "\"");
  }

  /// Returns the user attribute as T (see Value::as). Throws ArgumentError if the trial has no such
  /// attribute.
  template <class T>
  T user_attr(const std::string& name) const {
    const auto found = user_attrs.find(name);
    if (found != user_attrs.end()) return found->second.as<T>();
    throw ArgumentError("hone: trial " + std::to_string(number) + " has no user attribute \"" +
                        name + "\"");
  }

  /// Returns the trial's constraints by name. A value above 0 is a violation. Constraints without
  /// names, as written by Optuna 4, are named by their index.
  std::map<std::string, double> constraints() const;

  /// The largest step with a reported value; nullopt if nothing was reported.
  std::optional<int64_t> last_step() const;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/impl/frozen_trial.hpp>
#endif
