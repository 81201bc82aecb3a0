// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/trial_folders.hpp>
#include <hone/detail/attempts.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace hone {
inline namespace v0 {
namespace detail {

// A trial whose worker was lost far away FAILs, and a WAITING copy of it is made for whoever asks
// next. The rules are those of Optuna's RetryHeartbeatStaleTrialCallback.
inline constexpr const char* kFailReasonAttr = "fail_reason";

/// A trial FAILs for a reason; what it leaves of its files goes on record with it.
template <class = void>
inline void give_up(Changes& changes, int64_t number, std::string reason, TrialFiles files) {
  changes.push_back(SetTrialSystemAttr{number, kFailReasonAttr, std::move(reason)});
  if (files != TrialFiles::all)
    changes.push_back(SetTrialSystemAttr{number, kFilesAttr, to_string(files)});
  changes.push_back(SetState{number, TrialState::fail, {}, std::chrono::system_clock::now(), {}});
}

/// Why a trial FAILed; empty where nobody said.
template <class = void>
inline std::string fail_reason(const FrozenTrial& trial) {
  const auto found = trial.system_attrs.find(kFailReasonAttr);
  if (found == trial.system_attrs.end()) return "";
  const auto* text = std::get_if<std::string>(&found->second.variant());
  return text ? *text : found->second.to_string();
}

/// What to say where no trial is COMPLETE: how many have FAILed, and why the last of them did.
template <class = void>
inline std::string describe_failures(const StudyRecord& record) {
  int64_t count = 0;
  const FrozenTrial* last = nullptr;
  for (const FrozenTrial& trial : record.trials)
    if (trial.state == TrialState::fail) ++count, last = &trial;
  if (!last) return "";
  const std::string reason = fail_reason(*last);
  return "; " + std::to_string(count) + (count == 1 ? " has" : " have") +
         " FAILed, the last of them trial " + std::to_string(last->number) +
         (reason.empty() ? "" : ": " + reason);
}

/// What is run in the place of a failed trial: its parameters, reports, attributes and random
/// numbers (see random_key) are the trial's, and so is its checkpoint (see checkpoint()).
template <class = void>
inline FrozenTrial retry_of(const FrozenTrial& failed) {
  FrozenTrial retry;
  retry.state = TrialState::waiting;
  retry.params = failed.params;
  retry.intermediate_values = failed.intermediate_values;
  retry.user_attrs = failed.user_attrs;
  retry.system_attrs = failed.system_attrs;
  for (const char* own : {kOwnerAttr, kFilesAttr, kFailReasonAttr}) retry.system_attrs.erase(own);
  retry.system_attrs.emplace(kRetriedAttr, failed.number);
  std::string history = "[";
  for (const int64_t number : retry_history(failed)) history += std::to_string(number) + ',';
  retry.system_attrs[kRetryHistoryAttr] = Json{history + std::to_string(failed.number) + ']'};
  return retry;
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
