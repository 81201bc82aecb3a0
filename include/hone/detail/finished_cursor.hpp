// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/storages/study_record.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace hone {
inline namespace v0 {
namespace detail {

/// How far a sampler or pruner has read a study's finished trials, and which study that was.
///
///   if (!cursor.follows(record)) { cursor = {}; forget everything; }
///   while (const FrozenTrial* trial = cursor.next(record)) learn(*trial);
///
/// One thread to an object.
class FinishedCursor {
 public:
  /// Whether the record is the one read so far, perhaps with more in it. Finished trials do not
  /// change, so the last one read gives another study away; names and addresses alone may be used
  /// twice.
  bool follows(const StudyRecord& record) const {
    if (position_ == 0) return true;
    return position_ <= record.finished.size() && record.name == study_ &&
           is_last(record.trials[static_cast<size_t>(record.finished[position_ - 1])]);
  }

  /// The next finished trial; nullptr where there is none yet.
  template <class = void>
  const FrozenTrial* next(const StudyRecord& record) {
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

  /// How many finished trials were read.
  size_t position() const { return position_; }

 private:
  bool is_last(const FrozenTrial& trial) const {
    // NaN equals NaN here.
    const auto same = [](double a, double b) { return a == b || (a != a && b != b); };
    return trial.number == number_ && trial.state == state_ &&
           trial.datetime_complete == completed_ &&
           same(trial.values.empty() ? 0 : trial.values.front(), value_) &&
           same(trial.params.empty() ? 0 : trial.params.back().internal, param_);
  }

  size_t position_ = 0;
  std::string study_;
  int64_t number_ = 0;
  TrialState state_ = TrialState::running;
  double value_ = 0;
  double param_ = 0;
  std::optional<TimePoint> completed_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
