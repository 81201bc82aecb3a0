// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/study_record.hpp>
#include <hone/study/trial_files.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The RUNNING trials of hone workers on other machines or in other containers, which only
/// heartbeats show to be alive. Trials of silent workers FAIL and are retried.
class FarTrials {
 public:
  /// Collects them and their owners.
  explicit FarTrials(const StudyRecord& record);

  std::vector<int64_t> numbers() const;

  std::vector<int64_t> given_up;  ///< trials that FAIL and are not retried
  std::vector<int64_t> retried;   ///< trials that FAIL and are retried

  /// Called within one Storage::update. FAILs the `silent` trials that have not changed since.
  Changes fail(const StudyRecord& record, const std::vector<int64_t>& silent,
               std::chrono::duration<double> grace, int64_t max_attempts, TrialFiles files);

 private:
  static std::string seconds(std::chrono::duration<double> time);

  std::map<int64_t, std::string> owners_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/far_trials.hpp>
#endif
