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

// Optuna's names: its `retried_trial_number` and `retry_history` recognize hone's retries by them.
inline constexpr const char* kRetriedAttr = "failed_trial";        // first of the series
inline constexpr const char* kRetryHistoryAttr = "retry_history";  // complete series, oldest first

/// The trials that this one retries, oldest first; empty if it is not a retry.
std::vector<int64_t> retry_history(const FrozenTrial& trial);

/// How often the trial was resumed in place, on the machine where its worker died.
int64_t adoptions(const FrozenTrial& trial);

/// Total number of resumptions and retries.
inline int64_t attempts(const FrozenTrial& trial) {
  return adoptions(trial) + static_cast<int64_t>(retry_history(trial).size());
}

/// The failed trials whose retries are unfinished.
std::set<int64_t> repeated_now(const StudyRecord& record);

/// Counts finished trials; a failed trial with a retry counts only through the retry. Visits each
/// trial once. Not thread-safe.
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
