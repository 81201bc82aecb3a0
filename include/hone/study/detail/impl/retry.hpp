// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/attempts.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/study/detail/retry.hpp>
#include <hone/study/detail/trial_folders.hpp>
#include <hone/study/trial_files.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void give_up(Changes& changes, int64_t number, std::string reason, TrialFiles files) {
  changes.push_back(SetTrialSystemAttr{number, kFailReasonAttr, std::move(reason)});
  if (files != TrialFiles::all)
    changes.push_back(SetTrialSystemAttr{number, kFilesAttr, to_string(files)});
  changes.push_back(SetState{number, TrialState::fail, {}, std::chrono::system_clock::now(), {}});
}

HONE_INLINE std::string fail_reason(const FrozenTrial& trial) {
  const auto found = trial.system_attrs.find(kFailReasonAttr);
  if (found == trial.system_attrs.end()) return "";
  const auto* text = std::get_if<std::string>(&found->second.variant());
  return text ? *text : found->second.to_string();
}

HONE_INLINE std::string describe_failures(const StudyRecord& record) {
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

HONE_INLINE FrozenTrial retry_of(const FrozenTrial& failed) {
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
}  // namespace HONE_ABI
}  // namespace hone
