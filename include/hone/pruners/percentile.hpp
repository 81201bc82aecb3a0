// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/at_least.hpp>
#include <hone/detail/finished_cursor.hpp>
#include <hone/detail/pruning_interval.hpp>
#include <hone/pruners/pruner.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace hone {
inline namespace v0 {

/// When a PercentilePruner or MedianPruner looks at a trial. The names are Optuna's.
class PercentilePrunerOptions {
 public:
  /// Nothing is pruned before this many trials are COMPLETE. Default 5.
  PercentilePrunerOptions& n_startup_trials(int64_t n) {
    n_startup_trials_ = detail::at_least(0, "n_startup_trials", n);
    return *this;
  }
  /// Nothing is pruned at a step below this. Default 0.
  PercentilePrunerOptions& n_warmup_steps(int64_t n) {
    n_warmup_steps_ = detail::at_least(0, "n_warmup_steps", n);
    return *this;
  }
  /// Prunes at the first report in each interval of this many steps, counted from the warm-up.
  /// Default 1.
  PercentilePrunerOptions& interval_steps(int64_t n) {
    interval_steps_ = detail::at_least(1, "interval_steps", n);
    return *this;
  }
  /// How many COMPLETE trials must have reported at the step. Default 1.
  PercentilePrunerOptions& n_min_trials(int64_t n) {
    n_min_trials_ = detail::at_least(1, "n_min_trials", n);
    return *this;
  }

  int64_t n_startup_trials() const { return n_startup_trials_; }
  int64_t n_warmup_steps() const { return n_warmup_steps_; }
  int64_t interval_steps() const { return interval_steps_; }
  int64_t n_min_trials() const { return n_min_trials_; }

 private:
  int64_t n_startup_trials_ = 5;
  int64_t n_warmup_steps_ = 0;
  int64_t interval_steps_ = 1;
  int64_t n_min_trials_ = 1;
};

/// Prunes a trial whose best report so far is worse than what the given percentage of the COMPLETE
/// trials had reported at the same step. (Optuna: PercentilePruner.)
///
///   hone::PercentilePruner keep_the_best_quarter(25.0);
///
/// A trial that reported nothing but NaN is pruned; one without a report, or at a step that no
/// COMPLETE trial reached, is not. A call costs the same however many trials there are. One thread
/// to an object.
template <class>
class BasicPercentilePruner : public Pruner {
 public:
  explicit BasicPercentilePruner(double percentile, PercentilePrunerOptions options = {})
      : percentile_(percentile), options_(options) {
    if (!(percentile >= 0 && percentile <= 100))
      throw ArgumentError("hone: the percentile " + Value(percentile).to_string() +
                          " is not between 0 and 100");
  }

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override {
    learn(study);
    Verdict verdict;
    verdict.prune = is_behind(trial, study.direction());
    return verdict;
  }

 private:
  // What the COMPLETE trials reported at one step.
  struct Step {
    std::vector<double> sorted;  // without NaN
    int64_t count = 0;           // with NaN
  };

  void learn(const StudyRecord& study) {
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
    // A study of many trials is opened: to put each in its place would take time by their square.
    if (many)
      for (auto& [at, step] : steps_) std::sort(step.sorted.begin(), step.sorted.end());
  }

  bool is_behind(const FrozenTrial& trial, Direction direction) const {
    const auto& reports = trial.intermediate_values;
    if (n_complete_ == 0 || n_complete_ < options_.n_startup_trials()) return false;
    if (!detail::is_first_in_interval(reports, options_.n_warmup_steps(),
                                      options_.interval_steps()))
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
    const double bar =
        percentile(others->second.sorted, maximize ? 100 - percentile_ : percentile_);
    return maximize ? best < bar : best > bar;
  }

  // As numpy.nanpercentile has it, to the last bit, since the comparison with it is strict. An
  // infinite neighbor makes it NaN, and then nothing is pruned.
  static double percentile(const std::vector<double>& sorted, double percent) {
    const double place = percent / 100 * static_cast<double>(sorted.size() - 1);
    const double whole = std::floor(place), part = place - whole;
    const size_t below = static_cast<size_t>(whole);
    const double a = sorted[below], b = sorted[std::min(below + 1, sorted.size() - 1)];
    return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part);
  }

  double percentile_;
  PercentilePrunerOptions options_;
  detail::FinishedCursor cursor_;
  int64_t n_complete_ = 0;
  std::map<int64_t, Step> steps_;
};

}  // namespace v0
}  // namespace hone
