// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Constraints are stored in a trial's system attributes "constraints:<name>" (Optuna 5), or in one
/// list "constraints" (older Optuna). A value above 0 is a violation.
inline constexpr const char* kConstraints = "constraints";

/// The sum of the trial's constraint violations; 0 if it satisfies all or has none.
double violation_of(const FrozenTrial& trial);

inline bool is_feasible(const FrozenTrial& trial) { return !(violation_of(trial) > 0); }

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/constraints.hpp>
#endif
