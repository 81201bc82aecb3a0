// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/study/detail/trial_core.hpp>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A trial from elsewhere, as it is added to the study: checked, and with the times that it lacks.
/// Called with the study's `search` held. Throws ArgumentError where it does not fit.
FrozenTrial added_trial(FrozenTrial trial, const StudyCore& study, const StudyRecord& record);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/added_trial.hpp>
#endif
