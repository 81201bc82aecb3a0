// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/at_least.hpp>
#include <hone/detail/pruning_interval.hpp>
#include <hone/pruners/pruner.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

namespace hone {
inline namespace v0 {

/// What a ThresholdPruner lets pass. The names are Optuna's.
class ThresholdPrunerOptions {
 public:
  /// Prunes below this. Default: nothing is too small.
  ThresholdPrunerOptions& lower(double bound) {
    lower_ = bound;
    return *this;
  }
  /// Prunes above this. Default: nothing is too large.
  ThresholdPrunerOptions& upper(double bound) {
    upper_ = bound;
    return *this;
  }
  /// Nothing is pruned at a step below this. Default 0.
  ThresholdPrunerOptions& n_warmup_steps(int64_t n) {
    n_warmup_steps_ = detail::at_least(0, "n_warmup_steps", n);
    return *this;
  }
  /// Prunes at the first report in each interval of this many steps, counted from the warm-up.
  /// Default 1.
  ThresholdPrunerOptions& interval_steps(int64_t n) {
    interval_steps_ = detail::at_least(1, "interval_steps", n);
    return *this;
  }

  double lower() const { return lower_; }
  double upper() const { return upper_; }
  int64_t n_warmup_steps() const { return n_warmup_steps_; }
  int64_t interval_steps() const { return interval_steps_; }

 private:
  double lower_ = -std::numeric_limits<double>::infinity();
  double upper_ = std::numeric_limits<double>::infinity();
  int64_t n_warmup_steps_ = 0;
  int64_t interval_steps_ = 1;
};

/// Prunes a trial whose latest report is out of bounds, or NaN, whatever other trials do. (Optuna:
/// ThresholdPruner.)
///
///   hone::ThresholdPruner diverged(hone::ThresholdPrunerOptions().upper(100.0));
template <class>
class BasicThresholdPruner final : public Pruner {
 public:
  explicit BasicThresholdPruner(ThresholdPrunerOptions options) : options_(options) {
    if (!(options.lower() <= options.upper()))
      throw ArgumentError("hone: ThresholdPruner between " + Value(options.lower()).to_string() +
                          " and " + Value(options.upper()).to_string() +
                          ", which lets nothing pass; lower is at most upper");
    if (std::isinf(options.lower()) && std::isinf(options.upper()))
      throw ArgumentError("hone: ThresholdPruner without a bound; set lower, upper or both");
  }

  Verdict prune(const StudyRecord& /*study*/, const FrozenTrial& trial) override {
    Verdict verdict;
    if (detail::is_first_in_interval(trial.intermediate_values, options_.n_warmup_steps(),
                                     options_.interval_steps())) {
      const double latest = trial.intermediate_values.rbegin()->second;
      verdict.prune = !(latest >= options_.lower() && latest <= options_.upper());
    }
    return verdict;
  }

 private:
  ThresholdPrunerOptions options_;
};

}  // namespace v0
}  // namespace hone
