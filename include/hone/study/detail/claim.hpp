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

/// What enqueue_trial was asked for, from the trial's "fixed_params" attribute.
Params fixed_params(const FrozenTrial& trial);

/// Decides, within one Storage::update, which trial this process runs next.
///
/// In this order: a RUNNING trial that nobody holds any more (it was paused, let go of, or its
/// worker died on this machine), a trial that was enqueued, a new one. An abandoned trial that has
/// had its attempts FAILs on the way. With `may_end`, no new trial is made once the sampler has
/// nothing left to try.
class Claim {
 public:
  Claim(std::optional<int64_t> total_trials, int64_t max_attempts, Sampler& sampler,
        FinishedCount& finished, bool may_end);

  int64_t number = -1;  ///< the trial that is now this process's; -1 where there is none to run
  TrialFiles files_of_failed = TrialFiles::all;  ///< what those below leave
  std::vector<int64_t> given_up;  ///< trials that FAIL for having been abandoned too often
  bool has_far = false;           ///< whether trials are held of which only heartbeats tell
  bool has_looked_far = false;    ///< otherwise, where it has, nothing is decided: look first

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
