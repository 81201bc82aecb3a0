// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstddef>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE bool FinishedCursor::follows(const StudyRecord& record) const {
  if (position_ == 0) return true;
  return position_ <= record.finished.size() && record.name == study_ &&
         is_last(record.trials[static_cast<size_t>(record.finished[position_ - 1])]);
}

HONE_INLINE const FrozenTrial* FinishedCursor::next(const StudyRecord& record) {
  if (position_ == record.finished.size()) return nullptr;
  const FrozenTrial& trial = record.trials[static_cast<size_t>(record.finished[position_])];
  if (position_++ == 0) study_ = record.name;
  number_ = trial.number;
  state_ = trial.state;
  value_ = trial.values.empty() ? 0 : trial.values.front();
  param_ = trial.params.empty() ? 0 : trial.params.back().internal;
  completed_ = trial.datetime_complete;
  return &trial;
}

HONE_INLINE bool FinishedCursor::is_last(const FrozenTrial& trial) const {
  // Treats NaN as equal to NaN.
  const auto same = [](double a, double b) { return a == b || (a != a && b != b); };
  return trial.number == number_ && trial.state == state_ &&
         trial.datetime_complete == completed_ &&
         same(trial.values.empty() ? 0 : trial.values.front(), value_) &&
         same(trial.params.empty() ? 0 : trial.params.back().internal, param_);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
