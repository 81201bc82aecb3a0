// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/at_least.hpp>
#include <hone/detail/best_tracker.hpp>
#include <hone/detail/finished_cursor.hpp>
#include <hone/detail/signed_rank.hpp>
#include <hone/pruners/pruner.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace hone {
inline namespace v0 {

/// How sure a WilcoxonPruner wants to be. Names and defaults are Optuna's.
class WilcoxonPrunerOptions {
 public:
  /// Prunes where chance alone would make the trial look so bad with less than this probability,
  /// from 0 to 1. Default 0.1.
  WilcoxonPrunerOptions& p_threshold(double p) {
    if (!(p >= 0 && p <= 1))
      throw ArgumentError("hone: p_threshold of " + Value(p).to_string() +
                          "; it is a probability, from 0 to 1");
    p_threshold_ = p;
    return *this;
  }
  /// Nothing is pruned before so many steps are there to compare, nor before 2. Default 2.
  WilcoxonPrunerOptions& n_startup_steps(int64_t n) {
    n_startup_steps_ = detail::at_least(0, "n_startup_steps", n);
    return *this;
  }

  double p_threshold() const { return p_threshold_; }
  int64_t n_startup_steps() const { return n_startup_steps_; }

 private:
  double p_threshold_ = 0.1;
  int64_t n_startup_steps_ = 2;
};

/// Prunes a trial that Wilcoxon's signed-rank test finds worse than the best trial, step by step:
/// for objectives that are the mean over problems, folds or seeds, each reported at a step of its
/// own. (Optuna: WilcoxonPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(hone::WilcoxonPruner()));
///   ...
///   for (int64_t fold = 0; fold < 10; ++fold) {
///     trial.report(losses.emplace_back(train(fold)), fold);
///     if (trial.should_prune()) return mean(losses);  // what is known of it, rather than nothing
///   }
///
/// A trial is not pruned whose mean is at least as good as the best trial's, nor one that, or whose
/// rival, reported NaN or infinity. A call costs the same however many trials have finished. One
/// thread to an object.
template <class>
class BasicWilcoxonPruner final : public Pruner {
 public:
  explicit BasicWilcoxonPruner(WilcoxonPrunerOptions options = {}) : options_(options) {}

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override {
    learn(study);
    Verdict verdict;
    if (best_ >= 0)
      verdict.prune = is_worse(trial.intermediate_values,
                               study.find_trial(best_)->intermediate_values, study.direction());
    return verdict;
  }

 private:
  using Reports = StepValues;

  void learn(const StudyRecord& study) {
    if (!cursor_.follows(study)) *this = BasicWilcoxonPruner(options_);
    while (const FrozenTrial* trial = cursor_.next(study))
      if (detail::may_be_best(*trial, study) &&
          (best_ < 0 || detail::ranks_before(*trial, *study.find_trial(best_), study.direction())))
        best_ = trial->number;
  }

  bool is_worse(const Reports& own, const Reports& best, Direction direction) const {
    if (!are_finite(own) || !are_finite(best)) return false;
    std::vector<double> losses;  // at the steps that both have; above 0 the own are worse
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

  static bool are_finite(const Reports& reports) {
    return std::all_of(reports.begin(), reports.end(),
                       [](const auto& report) { return std::isfinite(report.second); });
  }

  static double mean(const Reports& reports) {
    double sum = 0;
    for (const auto& report : reports) sum += report.second;
    return sum / static_cast<double>(reports.size());
  }

  WilcoxonPrunerOptions options_;

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  int64_t best_ = -1;
};

}  // namespace v0
}  // namespace hone
