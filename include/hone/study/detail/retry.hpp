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

// A trial whose worker was lost far away FAILs, and a WAITING copy of it is made for whoever asks
// next. The rules are those of Optuna's RetryHeartbeatStaleTrialCallback.
inline constexpr const char* kFailReasonAttr = "fail_reason";

/// A trial FAILs for a reason; what it leaves of its files goes on record with it.
void give_up(Changes& changes, int64_t number, std::string reason, TrialFiles files);

/// Why a trial FAILed; empty where nobody said.
std::string fail_reason(const FrozenTrial& trial);

/// What to say where no trial is COMPLETE: how many have FAILed, and why the last of them did.
std::string describe_failures(const StudyRecord& record);

/// What is run in the place of a failed trial: its parameters, reports, attributes and random
/// numbers (see random_key) are the trial's, and so is its checkpoint (see checkpoint()).
FrozenTrial retry_of(const FrozenTrial& failed);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/retry.hpp>
#endif
