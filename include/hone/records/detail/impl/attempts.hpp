// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/attempts.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <set>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::vector<int64_t> retry_history(const FrozenTrial& trial) {
  std::vector<int64_t> numbers;
  const auto first = trial.system_attrs.find(kRetriedAttr);
  if (first == trial.system_attrs.end()) return numbers;
  const auto found = trial.system_attrs.find(kRetryHistoryAttr);
  if (found != trial.system_attrs.end())
    if (const auto* list = std::get_if<Json>(&found->second.variant())) {
      JsonReader reader;
      const JsonValue* parsed = reader.parse(list->text);
      if (parsed && parsed->IsArray())
        for (const JsonValue& number : parsed->GetArray())
          if (number.IsInt64() && number.GetInt64() >= 0) numbers.push_back(number.GetInt64());
    }
  const auto* number = std::get_if<int64_t>(&first->second.variant());
  if (numbers.empty() && number && *number >= 0) numbers.push_back(*number);  // from older Optuna
  return numbers;
}

HONE_INLINE int64_t adoptions(const FrozenTrial& trial) {
  const auto found = trial.system_attrs.find(kAttemptsAttr);
  const auto* count =
      found == trial.system_attrs.end() ? nullptr : std::get_if<int64_t>(&found->second.variant());
  return count ? *count : 0;
}

HONE_INLINE std::set<int64_t> repeated_now(const StudyRecord& record) {
  std::set<int64_t> numbers;
  for (const int64_t number : record.unfinished)
    for (const int64_t repeated : retry_history(*record.find_trial(number)))
      numbers.insert(repeated);
  return numbers;
}

HONE_INLINE int64_t FinishedCount::of(const StudyRecord& record) {
  for (; seen_ < record.trials.size(); ++seen_)
    for (const int64_t number : retry_history(record.trials[seen_])) {
      const FrozenTrial* repeated = record.find_trial(number);
      if (repeated && repeated->state == TrialState::fail) repeated_.insert(number);
    }
  return static_cast<int64_t>(record.finished.size() - repeated_.size());
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
