// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/pruners/detail/pruning_interval.hpp>
#include <hone/pruners/percentile.hpp>
#include <hone/pruners/pruner.hpp>
#include <hone/records/detail/at_least.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE PercentilePrunerOptions& PercentilePrunerOptions::n_startup_trials(int64_t n) {
  n_startup_trials_ = detail::at_least(0, "n_startup_trials", n);
  return *this;
}

HONE_INLINE PercentilePrunerOptions& PercentilePrunerOptions::n_warmup_steps(int64_t n) {
  n_warmup_steps_ = detail::at_least(0, "n_warmup_steps", n);
  return *this;
}

HONE_INLINE PercentilePrunerOptions& PercentilePrunerOptions::interval_steps(int64_t n) {
  interval_steps_ = detail::at_least(1, "interval_steps", n);
  return *this;
}

HONE_INLINE PercentilePrunerOptions& PercentilePrunerOptions::n_min_trials(int64_t n) {
  n_min_trials_ = detail::at_least(1, "n_min_trials", n);
  return *this;
}

HONE_INLINE PercentilePruner::PercentilePruner(double percentile, PercentilePrunerOptions options)
    : percentile_(percentile), options_(options) {
  if (!(percentile >= 0 && percentile <= 100))
    throw ArgumentError("hone: the percentile " + Value(percentile).to_string() +
                        " is not between 0 and 100");
}

HONE_INLINE Verdict PercentilePruner::prune(const StudyRecord& study, const FrozenTrial& trial) {
  learn(study);
  Verdict verdict;
  verdict.prune = is_behind(trial, study.direction());
  return verdict;
}

HONE_INLINE void PercentilePruner::learn(const StudyRecord& study) {
  if (!cursor_.follows(study)) {
    cursor_ = {};
    n_complete_ = 0;
    steps_.clear();
  }
  const size_t fresh = study.finished.size() - cursor_.position();
  const bool many = fresh > 1 && fresh > cursor_.position() / 8;
  while (const FrozenTrial* trial = cursor_.next(study)) {
    if (trial->state != TrialState::complete) continue;
    ++n_complete_;
    for (const auto& [at, value] : trial->intermediate_values) {
      Step& step = steps_[at];
      ++step.count;
      if (std::isnan(value)) continue;
      const auto place = many ? step.sorted.end()
                              : std::upper_bound(step.sorted.begin(), step.sorted.end(), value);
      step.sorted.insert(place, value);
    }
  }
  // When a large study is opened, sorted inserts would take quadratic time.
  if (many)
    for (auto& [at, step] : steps_) std::sort(step.sorted.begin(), step.sorted.end());
}

HONE_INLINE bool PercentilePruner::is_behind(const FrozenTrial& trial, Direction direction) const {
  const auto& reports = trial.intermediate_values;
  if (n_complete_ == 0 || n_complete_ < options_.n_startup_trials()) return false;
  if (!detail::is_first_in_interval(reports, options_.n_warmup_steps(), options_.interval_steps()))
    return false;

  double best = std::numeric_limits<double>::quiet_NaN();
  for (const auto& report : reports)
    if (is_better(report.second, best, direction)) best = report.second;
  if (std::isnan(best)) return true;

  const auto others = steps_.find(reports.rbegin()->first);
  if (others == steps_.end() || others->second.count < options_.n_min_trials() ||
      others->second.sorted.empty())
    return false;
  const bool maximize = direction == Direction::maximize;
  const double bar = percentile(others->second.sorted, maximize ? 100 - percentile_ : percentile_);
  return maximize ? best < bar : best > bar;
}

HONE_INLINE double PercentilePruner::percentile(const std::vector<double>& sorted, double percent) {
  const double place = percent / 100 * static_cast<double>(sorted.size() - 1);
  const double whole = std::floor(place), part = place - whole;
  const size_t below = static_cast<size_t>(whole);
  const double a = sorted[below], b = sorted[std::min(below + 1, sorted.size() - 1)];
  return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part);
}

}  // namespace HONE_ABI
}  // namespace hone
