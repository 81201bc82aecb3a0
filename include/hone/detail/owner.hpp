// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/worker.hpp>
#include <hone/frozen_trial.hpp>

#include <string>
#include <variant>

namespace hone {
inline namespace v0 {
namespace detail {

/// Who holds a RUNNING trial: a worker's name, or one of the three below.
inline constexpr const char* kOwnerAttr = "hone:owner";
inline constexpr const char* kPaused = "paused";      // set aside on purpose: no attempt is counted
inline constexpr const char* kReleased = "released";  // let go of without an end
inline constexpr const char* kDetached = "detached";  // whoever knows its number may tell it

/// How often it was taken up again from a dead worker.
inline constexpr const char* kAttemptsAttr = "hone:attempts";

inline const std::string& owner_of(const FrozenTrial& trial) {
  const auto found = trial.system_attrs.find(kOwnerAttr);
  const auto* owner = found == trial.system_attrs.end()
                          ? nullptr
                          : std::get_if<std::string>(&found->second.variant());
  return owner ? *owner : trial.worker;
}

/// Whether a RUNNING trial has a worker. `perhaps`, where it is one of hone's of which only
/// heartbeats tell: on another machine, or in another container.
enum class Held { yes, perhaps, no };

template <class = void>
inline Held held_by_anyone(const FrozenTrial& trial) {
  const std::string& owner = owner_of(trial);
  if (owner == kPaused || owner == kReleased) return Held::no;
  const Liveness life = liveness(owner);
  if (life == Liveness::unknown && is_hone_worker(owner)) return Held::perhaps;
  return life == Liveness::dead ? Held::no : Held::yes;
}

/// Whether nobody holds a RUNNING trial any more, for all that can be known here.
template <class = void>
inline bool is_abandoned(const FrozenTrial& trial) {
  return held_by_anyone(trial) == Held::no;
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
