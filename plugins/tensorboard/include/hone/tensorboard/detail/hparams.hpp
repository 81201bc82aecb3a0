// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>

#include <map>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// What TensorBoard's HParams plugin reads: summaries with these tags, whose metadata hold one of
// its messages (plugin_data.proto and api.proto of tensorboard/plugins/hparams). If a run has
// several, the plugin uses the first.
inline constexpr const char* kExperimentTag = "_hparams_/experiment";
inline constexpr const char* kSessionStartTag = "_hparams_/session_start_info";
inline constexpr const char* kSessionEndTag = "_hparams_/session_end_info";

/// How HParams shows a parameter: its range or list of choices, and its type.
struct HParam {
  enum Type { text = 1, flag = 2, number = 3 };

  Type type = number;
  double low = 0, high = 0;    // of a range
  std::vector<Value> choices;  // of a list, otherwise empty

  explicit HParam(const Distribution& distribution);

  /// A mix of types is shown as text.
  std::string value(const Value& value) const;

  std::string info(const std::string& name) const;
};

/// The study: its parameters and their ranges, by name, and its metrics.
std::string experiment_value(const std::string& name, double created,
                             const std::map<std::string, HParam>& params,
                             const std::vector<std::string>& metrics);

/// A trial's parameters.
std::string session_start_value(const FrozenTrial& trial, const std::string& group,
                                const std::string& checkpoint);

/// How a trial ended. HParams has no pruned state: a pruned trial is a success.
std::string session_end_value(const FrozenTrial& trial);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/tensorboard/detail/impl/hparams.hpp>
#endif
