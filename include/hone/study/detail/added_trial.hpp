// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/study/detail/trial_core.hpp>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Checks a trial from elsewhere that is added to the study, and fills in missing times. Called
/// with the study's `search` locked. Throws ArgumentError if it does not fit the study.
FrozenTrial added_trial(FrozenTrial trial, const StudyCore& study, const StudyRecord& record);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/added_trial.hpp>
#endif
