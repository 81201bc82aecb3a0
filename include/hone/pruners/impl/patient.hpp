// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/pruners/patient.hpp>
#include <hone/pruners/pruner.hpp>
#include <hone/records/detail/at_least.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <iterator>
#include <limits>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE PatientPruner::PatientPruner(int64_t patience, double min_delta)
    : patience_(detail::at_least(0, "patience", patience)), min_delta_(min_delta) {
  if (!(min_delta >= 0))
    throw ArgumentError("hone: min_delta of " + Value(min_delta).to_string() +
                        "; it is a number of at least 0");
}

HONE_INLINE Verdict PatientPruner::prune(const StudyRecord& study, const FrozenTrial& trial) {
  Verdict verdict;
  verdict.prune = is_stuck(trial, study.direction());
  return verdict.prune && wrapped_ ? wrapped_->prune(study, trial) : verdict;
}

HONE_INLINE bool PatientPruner::is_stuck(const FrozenTrial& trial, Direction direction) const {
  const auto& reports = trial.intermediate_values;
  const auto recent = patience_ + 1;
  if (static_cast<int64_t>(reports.size()) <= recent) return false;
  const auto split = std::prev(reports.end(), recent);
  const auto best = [&](auto begin, auto end) {
    double value = std::numeric_limits<double>::quiet_NaN();
    for (; begin != end; ++begin)
      if (is_better(begin->second, value, direction)) value = begin->second;
    return value;
  };
  const double before = best(reports.begin(), split), after = best(split, reports.end());
  return direction == Direction::maximize ? before - min_delta_ > after
                                          : before + min_delta_ < after;
}

}  // namespace HONE_ABI
}  // namespace hone
