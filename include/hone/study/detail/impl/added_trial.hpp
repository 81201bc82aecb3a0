// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/name.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/time_point.hpp>
#include <hone/study/detail/added_trial.hpp>
#include <hone/study/detail/trial_core.hpp>
#include <hone/trial.hpp>

#include <chrono>
#include <cmath>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE FrozenTrial added_trial(FrozenTrial trial, const StudyCore& study,
                                    const StudyRecord& record) {
  const auto refuse = [&](const std::string& why) {
    throw ArgumentError("hone: a trial added to study \"" + study.name + "\" " + why);
  };
  if (trial.state == TrialState::running)
    refuse("is RUNNING, and nobody runs it; set its state, to WAITING if `ask` is to take it");
  if (trial.state == TrialState::waiting && !trial.values.empty())
    refuse("is WAITING and has values already; leave them out");
  if ((trial.state == TrialState::complete || !trial.values.empty()) &&
      trial.values.size() != study.directions.size())
    refuse("has " + std::to_string(trial.values.size()) + " values, and the study " +
           std::to_string(study.directions.size()) + " objectives");
  for (const double value : trial.values)
    if (std::isnan(value)) refuse("has NaN for a value; such a trial is TrialState::fail");
  for (const Param& param : trial.params) {
    check_name("parameter", param.name);
    if (trial.find_param(param.name) != &param)
      refuse("has the parameter \"" + param.name + "\" twice");
    if (!param.distribution || !contains(*param.distribution, param.internal))
      refuse("has a parameter \"" + param.name + "\" outside of its distribution; see make_param");
    checked(param.name, *param.distribution);
    known_kind(study, record, param.name, *param.distribution);
  }
  const TimePoint now = std::chrono::system_clock::now();
  if (trial.state != TrialState::waiting && !trial.datetime_start) trial.datetime_start = now;
  if (is_finished(trial.state) && !trial.datetime_complete) trial.datetime_complete = now;
  return trial;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
