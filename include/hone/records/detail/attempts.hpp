// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// Optuna's names, by which its `retried_trial_number` and `retry_history` know hone's retries.
inline constexpr const char* kRetriedAttr = "failed_trial";        // the first of the series
inline constexpr const char* kRetryHistoryAttr = "retry_history";  // all of it, oldest first

/// The trials that this one repeats, oldest first; none for a trial that is no retry.
std::vector<int64_t> retry_history(const FrozenTrial& trial);

/// How often it was taken up again on the machine where its worker died.
int64_t adoptions(const FrozenTrial& trial);

/// How often it was begun again in all.
inline int64_t attempts(const FrozenTrial& trial) {
  return adoptions(trial) + static_cast<int64_t>(retry_history(trial).size());
}

/// The failed trials whose repetitions have not ended.
std::set<int64_t> repeated_now(const StudyRecord& record);

/// How many trials have had their end: a failed one that is repeated counts through its repetition
/// alone. Looks at each trial once; one thread to an object.
class FinishedCount {
 public:
  int64_t of(const StudyRecord& record);

 private:
  size_t seen_ = 0;
  std::set<int64_t> repeated_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/attempts.hpp>
#endif
