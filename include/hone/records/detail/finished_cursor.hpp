// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/time_point.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hone {
inline namespace HONE_ABI {
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
  bool follows(const StudyRecord& record) const;

  /// The next finished trial; nullptr where there is none yet.
  const FrozenTrial* next(const StudyRecord& record);

  /// How many finished trials were read.
  size_t position() const { return position_; }

 private:
  bool is_last(const FrozenTrial& trial) const;

  size_t position_ = 0;
  std::string study_;
  int64_t number_ = 0;
  TrialState state_ = TrialState::running;
  double value_ = 0;
  double param_ = 0;
  std::optional<TimePoint> completed_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/finished_cursor.hpp>
#endif
