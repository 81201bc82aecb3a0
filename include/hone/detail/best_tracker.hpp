// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/constraints.hpp>
#include <hone/storages/study_record.hpp>

#include <cstddef>
#include <cstdint>

namespace hone {
inline namespace v0 {
namespace detail {

/// Whether the trial may be called best: it is COMPLETE, has a value for each objective, and keeps
/// its constraints.
template <class = void>
inline bool may_be_best(const FrozenTrial& trial, const StudyRecord& record) {
  return trial.state == TrialState::complete && trial.values.size() == record.directions.size() &&
         is_feasible(trial);
}

/// Whether trial `a` ranks before trial `b`, both of which may be best: by value, then by the lower
/// number.
inline bool ranks_before(const FrozenTrial& a, const FrozenTrial& b, Direction direction) {
  if (is_better(a.value(), b.value(), direction)) return true;
  return !is_better(b.value(), a.value(), direction) && a.number < b.number;
}

/// The best trial of a study with one objective, found by looking at each finished trial once.
class BestTracker {
 public:
  /// The best trial's number; -1 where none may be.
  template <class = void>
  int64_t best(const StudyRecord& record) {
    for (; seen_ < record.finished.size(); ++seen_) {
      const FrozenTrial& trial = *record.find_trial(record.finished[seen_]);
      if (!may_be_best(trial, record)) continue;
      if (best_ < 0 || ranks_before(trial, *record.find_trial(best_), record.direction()))
        best_ = trial.number;
    }
    return best_;
  }

 private:
  size_t seen_ = 0;
  int64_t best_ = -1;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
