// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/is_recorded.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE bool IsRecorded::operator()(const SetParam& set) const {
  const FrozenTrial* trial = record.find_trial(set.number);
  return trial && has(*trial, set.param);
}

HONE_INLINE bool IsRecorded::operator()(const SetState& set) const {
  const FrozenTrial* trial = record.find_trial(set.number);
  return trial && trial->state == set.state && (set.values.empty() || trial->values == set.values);
}

HONE_INLINE bool IsRecorded::operator()(const SetIntermediateValue& set) const {
  const FrozenTrial* trial = record.find_trial(set.number);
  return trial && trial->intermediate_values.count(set.step) > 0;
}

HONE_INLINE bool IsRecorded::operator()(const SetTrialUserAttr& set) const {
  const FrozenTrial* trial = record.find_trial(set.number);
  return trial && has(trial->user_attrs, set.key, set.value);
}

HONE_INLINE bool IsRecorded::operator()(const SetTrialSystemAttr& set) const {
  const FrozenTrial* trial = record.find_trial(set.number);
  return trial && has(trial->system_attrs, set.key, set.value);
}

HONE_INLINE bool IsRecorded::has(const FrozenTrial& trial, const FrozenTrial& sent) {
  for (const Param& param : sent.params)
    if (!has(trial, param)) return false;
  return (sent.values.empty() || trial.values == sent.values) &&
         has(trial.user_attrs, sent.user_attrs) && has(trial.system_attrs, sent.system_attrs);
}

HONE_INLINE bool IsRecorded::has(const FrozenTrial& trial, const Param& wanted) {
  const Param* param = trial.find_param(wanted.name);
  return param && param->internal == wanted.internal;
}

HONE_INLINE bool IsRecorded::has(const Attributes& attributes, const Attributes& wanted) {
  for (const auto& [key, value] : wanted)
    if (!has(attributes, key, value)) return false;
  return true;
}

HONE_INLINE bool IsRecorded::has(const Attributes& attributes, const std::string& key,
                                 const Value& value) {
  const auto found = attributes.find(key);
  return found != attributes.end() && to_json(found->second) == to_json(value);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
