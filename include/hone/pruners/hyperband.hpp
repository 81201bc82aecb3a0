// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/crc32.hpp>
#include <hone/detail/at_least.hpp>
#include <hone/detail/finished_cursor.hpp>
#include <hone/detail/rungs.hpp>
#include <hone/pruners/pruner.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace v0 {

/// How a HyperbandPruner works. Names and defaults are Optuna's.
class HyperbandPrunerOptions {
 public:
  /// The step of the first rung of all. Default 1.
  HyperbandPrunerOptions& min_resource(int64_t steps) {
    min_resource_ = detail::at_least(1, "min_resource", steps);
    return *this;
  }
  /// How many steps a trial has at most. Default: one more than the last step of the longest
  /// COMPLETE trial, as it was when first asked; nothing is pruned before there is one.
  template <class = void>
  HyperbandPrunerOptions& max_resource(int64_t steps) {
    max_resource_ = detail::at_least(1, "max_resource", steps);
    return *this;
  }
  /// As in SuccessiveHalvingPrunerOptions. Default 3.
  HyperbandPrunerOptions& reduction_factor(int64_t factor) {
    reduction_factor_ = detail::at_least(2, "reduction_factor", factor);
    return *this;
  }
  /// As in SuccessiveHalvingPrunerOptions; needs max_resource. Default 0.
  HyperbandPrunerOptions& bootstrap_count(int64_t n) {
    bootstrap_count_ = detail::at_least(0, "bootstrap_count", n);
    return *this;
  }

  int64_t min_resource() const { return min_resource_; }
  const std::optional<int64_t>& max_resource() const { return max_resource_; }
  int64_t reduction_factor() const { return reduction_factor_; }
  int64_t bootstrap_count() const { return bootstrap_count_; }

 private:
  int64_t min_resource_ = 1;
  std::optional<int64_t> max_resource_;
  int64_t reduction_factor_ = 3;
  int64_t bootstrap_count_ = 0;
};

/// Successive halving several times over, with first rungs that are farther and farther: so that a
/// trial that begins slowly has a bracket where it may. (Li et al., Hyperband, 2018. Optuna:
/// HyperbandPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(
///       hone::HyperbandPruner(hone::HyperbandPrunerOptions().max_resource(100))));
///
/// A trial's bracket follows from the study's name and the trial's number alone, as in Optuna, and
/// it competes within its bracket. Samplers see all trials, where Optuna shows them the bracket's.
/// A call costs the same however many trials have finished. One thread to an object.
template <class T>
class BasicHyperbandPruner final : public Pruner {
 public:
  explicit BasicHyperbandPruner(HyperbandPrunerOptions options = {}) : options_(options) {
    if (options.bootstrap_count() > 0 && !options.max_resource())
      throw ArgumentError(
          "hone: HyperbandPruner with a bootstrap_count needs a max_resource too; set it");
    if (options.max_resource() && *options.max_resource() < options.min_resource())
      throw ArgumentError("hone: HyperbandPruner with a max_resource of " +
                          std::to_string(*options.max_resource()) + " below its min_resource of " +
                          std::to_string(options.min_resource()) + "; nothing would be pruned");
    if (options.max_resource()) make_brackets(*options.max_resource());
  }

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override {
    learn(study);
    if (brackets_.empty()) return {};
    const size_t bracket = bracket_of(study.name, trial.number);
    return brackets_[bracket].rungs.judge(
        study, trial,
        {options_.min_resource(), options_.reduction_factor(), static_cast<int64_t>(bracket),
         options_.bootstrap_count()},
        [&](int64_t other) { return bracket_of(study.name, other) == bracket; });
  }

 private:
  struct Bracket {
    uint64_t budget;  // its share of the trials
    detail::RungsOf<T> rungs;
  };

  void learn(const StudyRecord& study) {
    if (!cursor_.follows(study)) *this = BasicHyperbandPruner(options_);
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

  void make_brackets(int64_t max_resource) {
    // The quotient of logarithms may come out below a whole number that it should be, and lose a
    // bracket: 243 steps by thirds have 5 brackets and not 6. Optuna's workers have as many.
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

  size_t bracket_of(const std::string& study, int64_t trial) const {
    const std::string text = study + "_" + std::to_string(trial);
    uint64_t place = detail::crc32(0, text.data(), text.size()) % total_budget_;
    size_t bracket = 0;
    while (place >= brackets_[bracket].budget) place -= brackets_[bracket++].budget;
    return bracket;
  }

  HyperbandPrunerOptions options_;
  std::vector<Bracket> brackets_;
  uint64_t total_budget_ = 0;

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  std::optional<int64_t> longest_;  // last step of a COMPLETE trial
};

}  // namespace v0
}  // namespace hone
