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

/// A position in a study's finished trials, for samplers and pruners, and which study it belongs
/// to.
///
///   if (!cursor.follows(record)) { cursor = {}; forget everything; }
///   while (const FrozenTrial* trial = cursor.next(record)) learn(*trial);
///
/// Not thread-safe.
class FinishedCursor {
 public:
  /// Whether this is the record read so far, possibly with more trials. Compares the last trial
  /// read, since finished trials never change; names and addresses alone can be reused.
  bool follows(const StudyRecord& record) const;

  /// The next finished trial; nullptr if there is none yet.
  const FrozenTrial* next(const StudyRecord& record);

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
