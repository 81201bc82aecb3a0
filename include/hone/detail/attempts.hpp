// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/json.hpp>
#include <hone/detail/owner.hpp>
#include <hone/storages/study_record.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <variant>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

// Optuna's names, by which its `retried_trial_number` and `retry_history` know hone's retries.
inline constexpr const char* kRetriedAttr = "failed_trial";        // the first of the series
inline constexpr const char* kRetryHistoryAttr = "retry_history";  // all of it, oldest first

/// The trials that this one repeats, oldest first; none for a trial that is no retry.
template <class = void>
inline std::vector<int64_t> retry_history(const FrozenTrial& trial) {
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
  if (numbers.empty() && number && *number >= 0) numbers.push_back(*number);  // an older Optuna's
  return numbers;
}

/// How often it was taken up again on the machine where its worker died.
inline int64_t adoptions(const FrozenTrial& trial) {
  const auto found = trial.system_attrs.find(kAttemptsAttr);
  const auto* count =
      found == trial.system_attrs.end() ? nullptr : std::get_if<int64_t>(&found->second.variant());
  return count ? *count : 0;
}

/// How often it was begun again in all.
template <class = void>
inline int64_t attempts(const FrozenTrial& trial) {
  return adoptions(trial) + static_cast<int64_t>(retry_history(trial).size());
}

/// The failed trials whose repetitions have not ended.
template <class = void>
inline std::set<int64_t> repeated_now(const StudyRecord& record) {
  std::set<int64_t> numbers;
  for (const int64_t number : record.unfinished)
    for (const int64_t repeated : retry_history(*record.find_trial(number)))
      numbers.insert(repeated);
  return numbers;
}

/// How many trials have had their end: a failed one that is repeated counts through its repetition
/// alone. Looks at each trial once; one thread to an object.
class FinishedCount {
 public:
  template <class = void>
  int64_t of(const StudyRecord& record) {
    for (; seen_ < record.trials.size(); ++seen_)
      for (const int64_t number : retry_history(record.trials[seen_])) {
        const FrozenTrial* repeated = record.find_trial(number);
        if (repeated && repeated->state == TrialState::fail) repeated_.insert(number);
      }
    return static_cast<int64_t>(record.finished.size() - repeated_.size());
  }

 private:
  size_t seen_ = 0;
  std::set<int64_t> repeated_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
