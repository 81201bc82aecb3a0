// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/best_tracker.hpp>
#include <hone/records/detail/constraints.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE bool may_be_best(const FrozenTrial& trial, const StudyRecord& record) {
  return trial.state == TrialState::complete && trial.values.size() == record.directions.size() &&
         is_feasible(trial);
}

HONE_INLINE bool ranks_before(const FrozenTrial& a, const FrozenTrial& b, Direction direction) {
  if (is_better(a.value(), b.value(), direction)) return true;
  return !is_better(b.value(), a.value(), direction) && a.number < b.number;
}

HONE_INLINE int64_t BestTracker::best(const StudyRecord& record) {
  for (; seen_ < record.finished.size(); ++seen_) {
    const FrozenTrial& trial = *record.find_trial(record.finished[seen_]);
    if (!may_be_best(trial, record)) continue;
    if (best_ < 0 || ranks_before(trial, *record.find_trial(best_), record.direction()))
      best_ = trial.number;
  }
  return best_;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
