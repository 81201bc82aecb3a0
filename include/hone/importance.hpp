// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/ped_anova.hpp>
#include <hone/detail/tpe/front_ranking.hpp>
#include <hone/study.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// What importances are asked for. Names and defaults are Optuna's.
class ImportanceOptions {
 public:
  /// What is important is to be among the best of this part of the trials. Above 0 and below
  /// region_quantile. Default 0.1.
  ImportanceOptions& target_quantile(double part) {
    target_quantile_ = part;
    return *this;
  }
  /// Only the best of this part of the trials are looked at, at most 1. Default 1.
  ImportanceOptions& region_quantile(double part) {
    region_quantile_ = part;
    return *this;
  }
  /// Whether the best trials are held against the others, rather than against all of the search
  /// space. Default true.
  ImportanceOptions& evaluate_on_local(bool on) {
    evaluate_on_local_ = on;
    return *this;
  }
  /// Whether importances add up to 1. Default true.
  ImportanceOptions& normalize(bool on) {
    normalize_ = on;
    return *this;
  }
  /// The parameters to assess. Default: all that a COMPLETE trial has.
  template <class = void>
  ImportanceOptions& params(std::vector<std::string> names) {
    params_ = std::move(names);
    return *this;
  }
  /// What makes a trial good, less being better. Default: the objective's value by its direction;
  /// of several objectives, to be near the front.
  template <class = void>
  ImportanceOptions& target(std::function<double(const FrozenTrial&)> loss) {
    target_ = std::move(loss);
    return *this;
  }

  double target_quantile() const { return target_quantile_; }
  double region_quantile() const { return region_quantile_; }
  bool evaluate_on_local() const { return evaluate_on_local_; }
  bool normalize() const { return normalize_; }
  const std::optional<std::vector<std::string>>& params() const { return params_; }
  const std::function<double(const FrozenTrial&)>& target() const { return target_; }

 private:
  double target_quantile_ = 0.1;
  double region_quantile_ = 1;
  bool evaluate_on_local_ = true;
  bool normalize_ = true;
  std::optional<std::vector<std::string>> params_;
  std::function<double(const FrozenTrial&)> target_;
};

struct Importance {
  std::string param;
  double value = 0;
};

/// How much each parameter had to do with how good the study's trials are, the most important
/// first. (Optuna: get_param_importances, with its default, PED-ANOVA.)
///
///   for (const hone::Importance& importance : hone::param_importances(study))
///     std::printf("%-12s %.2f\n", importance.param.c_str(), importance.value);
///
/// By the COMPLETE trials whose values are finite; parameters that only some of them have are
/// weighed by how many do. A few dozen trials are little to go by: at least five should be among
/// the best. With one trial or none all are equal. Throws ArgumentError where a named parameter is
/// in no COMPLETE trial, and where quantiles are not in order.
template <class = void>
std::vector<Importance> param_importances(const Study& study,
                                          const ImportanceOptions& options = {});

namespace detail {

/// The best of the trials by `loss`: that part of them, and whichever are as good as the last.
template <class = void>
inline TrialPointers best_part(const TrialPointers& trials, double part,
                               const std::function<double(const FrozenTrial&)>& loss) {
  std::vector<double> losses;
  for (const FrozenTrial* trial : trials) losses.push_back(loss(*trial));
  const auto last =
      static_cast<std::ptrdiff_t>(std::ceil(part * static_cast<double>(losses.size()))) - 1;
  std::vector<double> sorted = losses;
  std::nth_element(sorted.begin(), sorted.begin() + last, sorted.end());
  TrialPointers best;
  for (size_t i = 0; i < trials.size(); ++i)
    if (losses[i] <= sorted[static_cast<size_t>(last)]) best.push_back(trials[i]);
  return best;
}

/// The same of several objectives: front by front.
template <class = void>
inline TrialPointers best_fronts(const TrialPointers& trials, double part,
                                 const std::vector<Direction>& directions) {
  FrontRanking ranking;
  for (size_t i = 0; i < trials.size(); ++i)
    ranking.add(static_cast<int64_t>(i), losses_of(*trials[i], directions));
  TrialPointers best;
  const auto count = static_cast<size_t>(std::ceil(part * static_cast<double>(trials.size())));
  for (const int64_t i : ranking.best(count)) best.push_back(trials[static_cast<size_t>(i)]);
  return best;
}

}  // namespace detail

template <class>
inline std::vector<Importance> param_importances(const Study& study,
                                                 const ImportanceOptions& options) {
  if (!(options.target_quantile() > 0 && options.target_quantile() < options.region_quantile() &&
        options.region_quantile() <= 1))
    throw ArgumentError("hone: importances with a target_quantile of " +
                        Value(options.target_quantile()).to_string() +
                        " and a region_quantile of " +
                        Value(options.region_quantile()).to_string() +
                        "; it is 0 < target_quantile < region_quantile <= 1");
  const std::vector<FrozenTrial> all = study.trials();
  const std::vector<Direction>& directions = study.directions();
  const double sign = directions.front() == Direction::maximize ? -1 : 1;
  const std::function<double(const FrozenTrial&)> loss =
      options.target() ? options.target()
                       : [sign](const FrozenTrial& trial) { return sign * trial.values.front(); };

  std::set<std::string> known;
  detail::TrialPointers trials;
  for (const FrozenTrial& trial : all) {
    if (trial.state != TrialState::complete) continue;
    for (const Param& param : trial.params) known.insert(param.name);
    const auto is_finite = [](double value) { return std::isfinite(value); };
    if (options.target() ? is_finite(loss(trial))
                         : trial.values.size() == directions.size() &&
                               std::all_of(trial.values.begin(), trial.values.end(), is_finite))
      trials.push_back(&trial);
  }
  const std::vector<std::string> names =
      options.params().value_or(std::vector<std::string>(known.begin(), known.end()));
  for (const std::string& name : names)
    if (!known.count(name))
      throw ArgumentError("hone: no COMPLETE trial of study \"" + study.name() +
                          "\" has a parameter \"" + name + "\" to assess; check its name");

  const auto best = [&](double part) {
    if (part == 1) return trials;
    return directions.size() > 1 && !options.target()
               ? detail::best_fronts(trials, part, directions)
               : detail::best_part(trials, part, loss);
  };
  std::vector<Importance> importances;
  for (const std::string& name : names) importances.push_back({name, 0});
  if (trials.size() > 1) {
    const detail::TrialPointers target = best(options.target_quantile()),
                                region = best(options.region_quantile());
    for (Importance& importance : importances)
      importance.value =
          detail::ped_anova(importance.param, target, region, options.evaluate_on_local());
  }
  if (options.normalize()) {
    double sum = 0;
    for (const Importance& importance : importances) sum += importance.value;
    for (Importance& importance : importances)
      importance.value =
          sum > 0 ? importance.value / sum : 1 / static_cast<double>(importances.size());
  }
  std::stable_sort(importances.begin(), importances.end(),
                   [](const Importance& a, const Importance& b) { return a.value > b.value; });
  return importances;
}

}  // namespace v0
}  // namespace hone
