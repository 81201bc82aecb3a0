// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/crc32.hpp>
#include <hone/pruners/detail/rungs.hpp>
#include <hone/pruners/hyperband.hpp>
#include <hone/records/detail/at_least.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE HyperbandPrunerOptions& HyperbandPrunerOptions::min_resource(int64_t steps) {
  min_resource_ = detail::at_least(1, "min_resource", steps);
  return *this;
}

HONE_INLINE HyperbandPrunerOptions& HyperbandPrunerOptions::max_resource(int64_t steps) {
  max_resource_ = detail::at_least(1, "max_resource", steps);
  return *this;
}

HONE_INLINE HyperbandPrunerOptions& HyperbandPrunerOptions::reduction_factor(int64_t factor) {
  reduction_factor_ = detail::at_least(2, "reduction_factor", factor);
  return *this;
}

HONE_INLINE HyperbandPrunerOptions& HyperbandPrunerOptions::bootstrap_count(int64_t n) {
  bootstrap_count_ = detail::at_least(0, "bootstrap_count", n);
  return *this;
}

HONE_INLINE HyperbandPruner::HyperbandPruner(HyperbandPrunerOptions options) : options_(options) {
  if (options.bootstrap_count() > 0 && !options.max_resource())
    throw ArgumentError(
        "hone: HyperbandPruner with a bootstrap_count needs a max_resource too; set it");
  if (options.max_resource() && *options.max_resource() < options.min_resource())
    throw ArgumentError("hone: HyperbandPruner with a max_resource of " +
                        std::to_string(*options.max_resource()) + " below its min_resource of " +
                        std::to_string(options.min_resource()) + "; nothing would be pruned");
  if (options.max_resource()) make_brackets(*options.max_resource());
}

HONE_INLINE Verdict HyperbandPruner::prune(const StudyRecord& study, const FrozenTrial& trial) {
  learn(study);
  if (brackets_.empty()) return {};
  const size_t bracket = bracket_of(study.name, trial.number);
  return brackets_[bracket].rungs.judge(
      study, trial,
      {options_.min_resource(), options_.reduction_factor(), static_cast<int64_t>(bracket),
       options_.bootstrap_count()},
      [&](int64_t other) { return bracket_of(study.name, other) == bracket; });
}

HONE_INLINE void HyperbandPruner::learn(const StudyRecord& study) {
  if (!cursor_.follows(study)) *this = HyperbandPruner(options_);
  while (const FrozenTrial* trial = cursor_.next(study)) {
    if (!brackets_.empty())
      brackets_[bracket_of(study.name, trial->number)].rungs.add(*trial);
    else if (trial->state == TrialState::complete)
      longest_ = std::max(longest_, trial->last_step());
  }
  if (!brackets_.empty() || !longest_) return;
  make_brackets(std::min(*longest_, std::numeric_limits<int64_t>::max() - 1) + 1);
  if (brackets_.empty()) return;  // no trial has been as long as min_resource yet
  for (const int64_t number : study.finished)
    brackets_[bracket_of(study.name, number)].rungs.add(*study.find_trial(number));
}

HONE_INLINE void HyperbandPruner::make_brackets(int64_t max_resource) {
  // The quotient of logarithms may round to just below an integer and lose a bracket: 243 steps
  // with a factor of 3 have 5 brackets, not 6. Optuna's workers have the same number.
  const double eta = static_cast<double>(options_.reduction_factor());
  const double resources =
      static_cast<double>(max_resource) / static_cast<double>(options_.min_resource());
  const double count = std::floor(std::log(resources) / std::log(eta)) + 1;
  total_budget_ = 0;
  for (double s = count - 1; s >= 0; --s) {
    const double budget = std::ceil(count * std::pow(eta, s) / (s + 1));
    brackets_.push_back({static_cast<uint64_t>(budget), {}});
    total_budget_ += brackets_.back().budget;
  }
}

HONE_INLINE size_t HyperbandPruner::bracket_of(const std::string& study, int64_t trial) const {
  const std::string text = study + "_" + std::to_string(trial);
  uint64_t place = detail::crc32(0, text.data(), text.size()) % total_budget_;
  size_t bracket = 0;
  while (place >= brackets_[bracket].budget) place -= brackets_[bracket++].budget;
  return bracket;
}

}  // namespace HONE_ABI
}  // namespace hone
