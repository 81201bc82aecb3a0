// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/attempts.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/study/trial_files.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The parameters given to enqueue_trial, from the trial's "fixed_params" attribute.
Params fixed_params(const FrozenTrial& trial);

/// Decides, within one Storage::update, which trial this process runs next.
///
/// In this order: an orphaned RUNNING trial (paused, released, or its worker died on this machine),
/// an enqueued trial, a new one. An orphaned trial that has no attempts left FAILs on the way. With
/// `may_end`, no new trial is created once the sampler has nothing left to try.
class Claim {
 public:
  Claim(std::optional<int64_t> total_trials, int64_t max_attempts, Sampler& sampler,
        FinishedCount& finished, bool may_end);

  int64_t number = -1;  ///< the trial that this process now holds; -1 if there is none to run
  TrialFiles files_of_failed = TrialFiles::all;  ///< what `given_up` leave
  std::vector<int64_t> given_up;  ///< trials that FAIL because they were orphaned too often
  bool has_far = false;           ///< whether only heartbeats can tell if some holder lives
  bool has_looked_far = false;    ///< heartbeats were checked; if not and has_far: no decision

  Changes decide(const StudyRecord& record);

 private:
  std::optional<int64_t> total_trials_;
  int64_t max_attempts_;
  Sampler& sampler_;
  FinishedCount& finished_;
  bool may_end_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/claim.hpp>
#endif
