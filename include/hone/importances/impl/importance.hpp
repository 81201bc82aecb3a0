// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/importance.hpp>
#include <hone/importances/detail/ped_anova.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/detail/pareto.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/tpe/front_ranking.hpp>
#include <hone/storages/study_view.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE ImportanceOptions& ImportanceOptions::target(
    std::function<double(const FrozenTrial&)> loss) {
  target_ = std::move(loss);
  return *this;
}

HONE_INLINE const std::function<double(const FrozenTrial&)>& ImportanceOptions::target() const {
  return target_;
}

namespace detail {

/// Returns the best fraction `part` of the trials by `loss`, including ties with the last one.
HONE_INLINE TrialPointers best_part(const TrialPointers& trials, double part,
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

/// The same for several objectives, front by front.
HONE_INLINE TrialPointers best_fronts(const TrialPointers& trials, double part,
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

HONE_INLINE std::vector<Importance> param_importances(const StudyView& study,
                                                      const ImportanceOptions& options) {
  if (!(options.target_quantile() > 0 && options.target_quantile() < options.region_quantile() &&
        options.region_quantile() <= 1))
    throw ArgumentError("hone: importances with a target_quantile of " +
                        Value(options.target_quantile()).to_string() +
                        " and a region_quantile of " +
                        Value(options.region_quantile()).to_string() +
                        "; it is 0 < target_quantile < region_quantile <= 1");
  std::vector<FrozenTrial> all;
  study.read(
      [&](const StudyRecord& record) { all.assign(record.trials.begin(), record.trials.end()); });
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

}  // namespace HONE_ABI
}  // namespace hone
