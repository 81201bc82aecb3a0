// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/frozen_trial.hpp>

#include <cstdint>
#include <optional>

namespace hone {
inline namespace v0 {
namespace detail {

inline constexpr const char* kMemberAttr = "hone:member";
inline constexpr const char* kGenerationAttr = "hone:generation";
inline constexpr const char* kIntervalAttr = "hone:interval";
inline constexpr const char* kParentAttr = "hone:parent";

/// A trial's place in a population, from its system attributes: PopulationSampler writes them
/// together with the trial, so that every worker, and whoever takes the trial up, agrees.
struct PopulationPlace {
  int64_t member = 0;             ///< whose stretch it is, from 0
  int64_t generation = 0;         ///< how many stretches that member had before, from 0
  int64_t interval = 0;           ///< epochs of a stretch; 0 for a trial of no population
  std::optional<int64_t> parent;  ///< the trial whose checkpoint it goes on from

  explicit operator bool() const { return interval > 0; }
};

template <class = void>
inline PopulationPlace population_place(const FrozenTrial& trial) {
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
}  // namespace v0
}  // namespace hone
