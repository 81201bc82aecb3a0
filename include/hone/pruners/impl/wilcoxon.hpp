// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/pruners/detail/signed_rank.hpp>
#include <hone/pruners/pruner.hpp>
#include <hone/pruners/wilcoxon.hpp>
#include <hone/records/detail/at_least.hpp>
#include <hone/records/detail/best_tracker.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE WilcoxonPrunerOptions& WilcoxonPrunerOptions::p_threshold(double p) {
  if (!(p >= 0 && p <= 1))
    throw ArgumentError("hone: p_threshold of " + Value(p).to_string() +
                        "; it is a probability, from 0 to 1");
  p_threshold_ = p;
  return *this;
}

HONE_INLINE WilcoxonPrunerOptions& WilcoxonPrunerOptions::n_startup_steps(int64_t n) {
  n_startup_steps_ = detail::at_least(0, "n_startup_steps", n);
  return *this;
}

HONE_INLINE Verdict WilcoxonPruner::prune(const StudyRecord& study, const FrozenTrial& trial) {
  learn(study);
  Verdict verdict;
  if (best_ >= 0)
    verdict.prune = is_worse(trial.intermediate_values,
                             study.find_trial(best_)->intermediate_values, study.direction());
  return verdict;
}

HONE_INLINE void WilcoxonPruner::learn(const StudyRecord& study) {
  if (!cursor_.follows(study)) *this = WilcoxonPruner(options_);
  while (const FrozenTrial* trial = cursor_.next(study))
    if (detail::may_be_best(*trial, study) &&
        (best_ < 0 || detail::ranks_before(*trial, *study.find_trial(best_), study.direction())))
      best_ = trial->number;
}

HONE_INLINE bool WilcoxonPruner::is_worse(const Reports& own, const Reports& best,
                                          Direction direction) const {
  if (!are_finite(own) || !are_finite(best)) return false;
  std::vector<double> losses;  // at the common steps; above 0: this trial is worse
  for (const auto& [step, value] : own) {
    const auto rival = best.find(step);
    if (rival == best.end()) continue;
    losses.push_back(direction == Direction::maximize ? rival->second - value
                                                      : value - rival->second);
  }
  if (static_cast<int64_t>(losses.size()) < std::max<int64_t>(2, options_.n_startup_steps()))
    return false;
  return detail::signed_rank_p(losses) < options_.p_threshold() &&
         is_better(mean(best), mean(own), direction);
}

HONE_INLINE bool WilcoxonPruner::are_finite(const Reports& reports) {
  return std::all_of(reports.begin(), reports.end(),
                     [](const auto& report) { return std::isfinite(report.second); });
}

HONE_INLINE double WilcoxonPruner::mean(const Reports& reports) {
  double sum = 0;
  for (const auto& report : reports) sum += report.second;
  return sum / static_cast<double>(reports.size());
}

}  // namespace HONE_ABI
}  // namespace hone
