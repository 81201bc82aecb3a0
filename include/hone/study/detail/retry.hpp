// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/study/trial_files.hpp>

#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// If a trial's worker was lost on another machine, the trial FAILs, and a WAITING copy of it is
// created for the next worker that asks. The rules are those of Optuna's
// RetryHeartbeatStaleTrialCallback.
inline constexpr const char* kFailReasonAttr = "fail_reason";

/// Makes a trial FAIL; records the reason and which of its files it leaves.
void give_up(Changes& changes, int64_t number, std::string reason, TrialFiles files);

/// Why a trial FAILed; empty if no reason is recorded.
std::string fail_reason(const FrozenTrial& trial);

/// Text for when no trial is COMPLETE: how many have FAILed, and why the last of them did.
std::string describe_failures(const StudyRecord& record);

/// Returns the trial to run in place of a failed one, with the same parameters, reports,
/// attributes, random numbers (see random_key) and checkpoint (see checkpoint()).
FrozenTrial retry_of(const FrozenTrial& failed);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/retry.hpp>
#endif
