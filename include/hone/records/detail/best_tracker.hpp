// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstddef>
#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Whether the trial is eligible as best trial: COMPLETE, one value per objective, no violated
/// constraint.
bool may_be_best(const FrozenTrial& trial, const StudyRecord& record);

/// Whether trial `a` ranks before trial `b`: by value, ties by lower number. Both must be eligible.
bool ranks_before(const FrozenTrial& a, const FrozenTrial& b, Direction direction);

/// Finds the best trial of a study with one objective. Visits each finished trial once.
class BestTracker {
 public:
  /// The number of the best trial; -1 if none is eligible.
  int64_t best(const StudyRecord& record);

 private:
  size_t seen_ = 0;
  int64_t best_ = -1;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/best_tracker.hpp>
#endif
