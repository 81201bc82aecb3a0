// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Who holds a RUNNING trial: a worker's name, or one of the three below.
inline constexpr const char* kOwnerAttr = "hone:owner";
inline constexpr const char* kPaused = "paused";      // set aside on purpose: no attempt is counted
inline constexpr const char* kReleased = "released";  // let go of without an end
inline constexpr const char* kDetached = "detached";  // whoever knows its number may tell it

/// How often it was taken up again from a dead worker.
inline constexpr const char* kAttemptsAttr = "hone:attempts";

const std::string& owner_of(const FrozenTrial& trial);

/// Whether a RUNNING trial has a worker. `perhaps`, where it is one of hone's of which only
/// heartbeats tell: on another machine, or in another container.
enum class Held { yes, perhaps, no };

Held held_by_anyone(const FrozenTrial& trial);

/// Whether nobody holds a RUNNING trial any more, for all that can be known here.
inline bool is_abandoned(const FrozenTrial& trial) { return held_by_anyone(trial) == Held::no; }

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/owner.hpp>
#endif
