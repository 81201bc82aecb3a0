// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/attempts.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/study/detail/far_trials.hpp>
#include <hone/study/detail/retry.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE FarTrials::FarTrials(const StudyRecord& record) {
  for (const int64_t number : record.unfinished) {
    const FrozenTrial& trial = *record.find_trial(number);
    if (trial.state == TrialState::running && held_by_anyone(trial) == Held::perhaps)
      owners_[number] = owner_of(trial);
  }
}

HONE_INLINE std::vector<int64_t> FarTrials::numbers() const {
  std::vector<int64_t> result;
  for (const auto& [number, owner] : owners_) result.push_back(number);
  return result;
}

HONE_INLINE Changes FarTrials::fail(const StudyRecord& record, const std::vector<int64_t>& silent,
                                    std::chrono::duration<double> grace, int64_t max_attempts,
                                    TrialFiles files) {
  Changes changes;
  given_up.clear();
  retried.clear();
  for (const int64_t number : silent) {
    const FrozenTrial* trial = record.find_trial(number);
    const auto known = owners_.find(number);
    if (!trial || known == owners_.end() || trial->state != TrialState::running ||
        owner_of(*trial) != known->second)
      continue;
    const bool retry = attempts(*trial) < max_attempts;
    give_up(changes, number,
            "its worker " + known->second + " was not heard of for " + seconds(grace) + " s",
            files);
    (retry ? retried : given_up).push_back(number);
  }
  for (const int64_t number : retried)
    changes.push_back(CreateTrial{retry_of(*record.find_trial(number))});
  return changes;
}

HONE_INLINE std::string FarTrials::seconds(std::chrono::duration<double> time) {
  return Value(time.count()).to_string();
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
