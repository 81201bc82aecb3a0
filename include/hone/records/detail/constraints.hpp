// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Constraints stand in a trial's system attributes "constraints:<name>" (Optuna 5), or in one list
/// "constraints" that older Optuna wrote. Above 0 is a violation.
inline constexpr const char* kConstraints = "constraints";

/// By how much a trial violates its constraints in all; 0 where it keeps them, or has none.
double violation_of(const FrozenTrial& trial);

/// Whether the trial keeps all its constraints.
inline bool is_feasible(const FrozenTrial& trial) { return !(violation_of(trial) > 0); }

}  // namespace detail

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/constraints.hpp>
#endif
