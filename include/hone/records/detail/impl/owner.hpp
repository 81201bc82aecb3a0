// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>

#include <string>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE const std::string& owner_of(const FrozenTrial& trial) {
  const auto found = trial.system_attrs.find(kOwnerAttr);
  const auto* owner = found == trial.system_attrs.end()
                          ? nullptr
                          : std::get_if<std::string>(&found->second.variant());
  return owner ? *owner : trial.worker;
}

HONE_INLINE Held held_by_anyone(const FrozenTrial& trial) {
  const std::string& owner = owner_of(trial);
  if (owner == kPaused || owner == kReleased) return Held::no;
  const Liveness life = liveness(owner);
  if (life == Liveness::unknown && is_hone_worker(owner)) return Held::perhaps;
  return life == Liveness::dead ? Held::no : Held::yes;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
