// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/pruners/detail/pruning_interval.hpp>
#include <hone/pruners/pruner.hpp>
#include <hone/pruners/threshold.hpp>
#include <hone/records/detail/at_least.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/value.hpp>

#include <cmath>
#include <cstdint>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE ThresholdPrunerOptions& ThresholdPrunerOptions::n_warmup_steps(int64_t n) {
  n_warmup_steps_ = detail::at_least(0, "n_warmup_steps", n);
  return *this;
}

HONE_INLINE ThresholdPrunerOptions& ThresholdPrunerOptions::interval_steps(int64_t n) {
  interval_steps_ = detail::at_least(1, "interval_steps", n);
  return *this;
}

HONE_INLINE ThresholdPruner::ThresholdPruner(ThresholdPrunerOptions options) : options_(options) {
  if (!(options.lower() <= options.upper()))
    throw ArgumentError("hone: ThresholdPruner between " + Value(options.lower()).to_string() +
                        " and " + Value(options.upper()).to_string() +
                        ", which lets nothing pass; lower is at most upper");
  if (std::isinf(options.lower()) && std::isinf(options.upper()))
    throw ArgumentError("hone: ThresholdPruner without a bound; set lower, upper or both");
}

HONE_INLINE Verdict ThresholdPruner::prune(const StudyRecord& /*study*/, const FrozenTrial& trial) {
  Verdict verdict;
  if (detail::is_first_in_interval(trial.intermediate_values, options_.n_warmup_steps(),
                                   options_.interval_steps())) {
    const double latest = trial.intermediate_values.rbegin()->second;
    verdict.prune = !(latest >= options_.lower() && latest <= options_.upper());
  }
  return verdict;
}

}  // namespace HONE_ABI
}  // namespace hone
