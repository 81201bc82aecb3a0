// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/retry.hpp>
#include <hone/storages/study_record.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// The RUNNING trials of hone's workers of which only heartbeats tell whether they live: on other
/// machines and in other containers. Those that fell silent FAIL, and are retried.
template <class = void>
class FarTrialsOf {
 public:
  /// Who holds them, by number.
  explicit FarTrialsOf(const StudyRecord& record) {
    for (const int64_t number : record.unfinished) {
      const FrozenTrial& trial = *record.find_trial(number);
      if (trial.state == TrialState::running && held_by_anyone(trial) == Held::perhaps)
        owners_[number] = owner_of(trial);
    }
  }

  std::vector<int64_t> numbers() const {
    std::vector<int64_t> result;
    for (const auto& [number, owner] : owners_) result.push_back(number);
    return result;
  }

  std::vector<int64_t> given_up;  ///< trials that FAIL and are not retried
  std::vector<int64_t> retried;   ///< trials that FAIL and are

  /// Within one Storage::update: of those trials, the ones that still are as they were.
  Changes fail(const StudyRecord& record, const std::vector<int64_t>& silent,
               std::chrono::duration<double> grace, int64_t max_attempts, TrialFiles files) {
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

 private:
  static std::string seconds(std::chrono::duration<double> time) {
    return Value(time.count()).to_string();
  }

  std::map<int64_t, std::string> owners_;
};
using FarTrials = FarTrialsOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
