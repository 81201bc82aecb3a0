// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>

#include <cstdint>
#include <optional>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

inline constexpr const char* kMemberAttr = "hone:member";
inline constexpr const char* kGenerationAttr = "hone:generation";
inline constexpr const char* kIntervalAttr = "hone:interval";
inline constexpr const char* kParentAttr = "hone:parent";

/// A trial's place in a population, read from its system attributes. PopulationSampler writes them
/// when the trial is created, so all workers agree, including one that resumes the trial.
struct PopulationPlace {
  int64_t member = 0;             ///< whose stretch it is, from 0
  int64_t generation = 0;         ///< number of the member's earlier stretches
  int64_t interval = 0;           ///< epochs per stretch; 0 for a trial outside any population
  std::optional<int64_t> parent;  ///< the trial whose checkpoint it continues from

  explicit operator bool() const { return interval > 0; }
};

PopulationPlace population_place(const FrozenTrial& trial);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/population_place.hpp>
#endif
