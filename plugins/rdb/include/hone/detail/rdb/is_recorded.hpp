// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/json.hpp>
#include <hone/storages/study_record.hpp>

#include <string>

namespace hone {
inline namespace v0 {
namespace detail {

/// Whether a record has a change already: for std::visit. A trial's creation counts as there.
struct IsRecorded {
  const StudyRecord& record;

  bool operator()(const CreateTrial&) const { return true; }
  bool operator()(const SetParam& set) const {
    const FrozenTrial* trial = record.find_trial(set.number);
    return trial && has(*trial, set.param);
  }
  bool operator()(const SetState& set) const {
    const FrozenTrial* trial = record.find_trial(set.number);
    return trial && trial->state == set.state &&
           (set.values.empty() || trial->values == set.values);
  }
  bool operator()(const SetIntermediateValue& set) const {
    const FrozenTrial* trial = record.find_trial(set.number);
    return trial && trial->intermediate_values.count(set.step) > 0;
  }
  bool operator()(const SetTrialUserAttr& set) const {
    const FrozenTrial* trial = record.find_trial(set.number);
    return trial && has(trial->user_attrs, set.key, set.value);
  }
  bool operator()(const SetTrialSystemAttr& set) const {
    const FrozenTrial* trial = record.find_trial(set.number);
    return trial && has(trial->system_attrs, set.key, set.value);
  }
  bool operator()(const SetStudyUserAttr& set) const {
    return has(record.user_attrs, set.key, set.value);
  }
  bool operator()(const SetStudySystemAttr& set) const {
    return has(record.system_attrs, set.key, set.value);
  }

  /// Whether a trial has all that it was sent with, whatever came since.
  static bool has(const FrozenTrial& trial, const FrozenTrial& sent) {
    for (const Param& param : sent.params)
      if (!has(trial, param)) return false;
    return (sent.values.empty() || trial.values == sent.values) &&
           has(trial.user_attrs, sent.user_attrs) && has(trial.system_attrs, sent.system_attrs);
  }

 private:
  static bool has(const FrozenTrial& trial, const Param& wanted) {
    const Param* param = trial.find_param(wanted.name);
    return param && param->internal == wanted.internal;
  }
  static bool has(const Attributes& attributes, const Attributes& wanted) {
    for (const auto& [key, value] : wanted)
      if (!has(attributes, key, value)) return false;
    return true;
  }
  static bool has(const Attributes& attributes, const std::string& key, const Value& value) {
    const auto found = attributes.find(key);
    return found != attributes.end() && to_json(found->second) == to_json(value);
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
