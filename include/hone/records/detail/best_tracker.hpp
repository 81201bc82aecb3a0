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

/// Whether the trial may be called best: it is COMPLETE, has a value for each objective, and keeps
/// its constraints.
bool may_be_best(const FrozenTrial& trial, const StudyRecord& record);

/// Whether trial `a` ranks before trial `b`, both of which may be best: by value, then by the lower
/// number.
bool ranks_before(const FrozenTrial& a, const FrozenTrial& b, Direction direction);

/// The best trial of a study with one objective, found by looking at each finished trial once.
class BestTracker {
 public:
  /// The best trial's number; -1 where none may be.
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
