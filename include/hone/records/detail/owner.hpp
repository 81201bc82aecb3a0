// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The owner of a RUNNING trial: a worker's name, or one of the three values below.
inline constexpr const char* kOwnerAttr = "hone:owner";
inline constexpr const char* kPaused = "paused";      // on purpose: does not count as an attempt
inline constexpr const char* kReleased = "released";  // left unfinished by its worker
inline constexpr const char* kDetached = "detached";  // anyone who knows its number may finish it

/// How often the trial was resumed after its worker died.
inline constexpr const char* kAttemptsAttr = "hone:attempts";

const std::string& owner_of(const FrozenTrial& trial);

/// Whether a RUNNING trial has a worker. `perhaps`: a hone worker on another machine or in another
/// container, which only heartbeats can confirm.
enum class Held { yes, perhaps, no };

Held held_by_anyone(const FrozenTrial& trial);

/// Whether a RUNNING trial is orphaned, as far as this process can tell.
inline bool is_abandoned(const FrozenTrial& trial) { return held_by_anyone(trial) == Held::no; }

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/owner.hpp>
#endif
