// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/population_place.hpp>

#include <cstdint>
#include <optional>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE PopulationPlace population_place(const FrozenTrial& trial) {
  const auto number = [&trial](const char* key) -> std::optional<int64_t> {
    const auto found = trial.system_attrs.find(key);
    const auto* value = found == trial.system_attrs.end()
                            ? nullptr
                            : std::get_if<int64_t>(&found->second.variant());
    return value ? std::optional<int64_t>(*value) : std::nullopt;
  };
  const auto member = number(kMemberAttr), generation = number(kGenerationAttr),
             interval = number(kIntervalAttr);
  if (!member || !generation || !interval) return {};
  return {*member, *generation, *interval, number(kParentAttr)};
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
