// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>
#include <hone/study/study_options.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE StudyOptions& StudyOptions::direction(Direction direction) {
  directions_.clear();
  if (direction != Direction::not_set) directions_ = {direction};
  return *this;
}

HONE_INLINE StudyOptions& StudyOptions::directions(std::vector<Direction> directions) {
  for (const Direction direction : directions)
    if (direction == Direction::not_set)
      throw ArgumentError(
          "hone: directions with one that is not set; each is minimize or maximize");
  directions_ = std::move(directions);
  return *this;
}

HONE_INLINE StudyOptions& StudyOptions::keep(TrialState state, TrialFiles files) {
  if (!is_finished(state))
    throw ArgumentError(
        "hone: StudyOptions::keep is about trials that ended: COMPLETE, PRUNED, FAIL");
  kept_[static_cast<size_t>(state)] = files;
  return *this;
}

HONE_INLINE StudyOptions& StudyOptions::max_attempts(int64_t attempts) {
  if (attempts < 0)
    throw ArgumentError("hone: max_attempts of " + std::to_string(attempts) + "; it counts from 0");
  max_attempts_ = attempts;
  return *this;
}

HONE_INLINE std::chrono::duration<double> StudyOptions::time(
    const char* what, std::chrono::duration<double> duration) {
  if (duration.count() >= 0) return duration;
  throw ArgumentError(std::string("hone: ") + what + " of " + Value(duration.count()).to_string() +
                      " s; it is at least 0 s");
}

}  // namespace HONE_ABI
}  // namespace hone
