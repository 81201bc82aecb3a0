// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/importances/detail/ped_anova.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/samplers/tpe/truncated_normal.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numeric>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// How often a parameter falls on each of at most 50 grid points of its range, or equals each
/// choice. All `trials` have the parameter with this distribution, which has more than one value.
HONE_INLINE std::vector<double> counts_on_grid(const std::string& name,
                                               const Distribution& distribution,
                                               const TrialPointers& trials) {
  double low = 0, high = 0, points = 50;
  bool is_log = false;
  if (const auto* d = std::get_if<FloatDistribution>(&distribution)) {
    low = d->low, high = d->high, is_log = d->log;
    if (d->step) points = std::min(points, std::nearbyint((high - low) / *d->step) + 1);
  } else if (const auto* i = std::get_if<IntDistribution>(&distribution)) {
    low = static_cast<double>(i->low), high = static_cast<double>(i->high), is_log = i->log;
    const double step = static_cast<double>(i->step);
    points = std::min(points, is_log ? std::ceil(std::log(high - low + 1) / std::log(2.0)) + 1
                                     : std::nearbyint((high - low) / step) + 1);
  } else {
    points = static_cast<double>(std::get<CategoricalDistribution>(distribution).choices.size());
    high = points - 1;
  }
  if (is_log) low = std::log(low), high = std::log(high);
  const double width = (high - low) / (points - 1);
  std::vector<double> counts(static_cast<size_t>(points), 0.0);
  for (const FrozenTrial* trial : trials) {
    const double internal = trial->find_param(name)->internal;
    const double place = ((is_log ? std::log(internal) : internal) - low) / width;
    if (std::isnan(place)) continue;  // range without width, or value without logarithm
    // Values halfway between two points count for the lower one.
    ++counts[static_cast<size_t>(std::clamp(std::ceil(place - 0.5), 0.0, points - 1))];
  }
  return counts;
}

/// The density on the grid: a normal kernel at each counted point, with the width by Scott's rule,
/// and one kernel over the complete range as a prior. (Optuna: ScottParzenEstimator.)
HONE_INLINE std::vector<double> density_of_numbers(const std::vector<double>& counts) {
  const double points = static_cast<double>(counts.size());
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  double mean = 0, variance = 0;
  for (size_t i = 0; i < counts.size(); ++i) mean += static_cast<double>(i) * counts[i] / total;
  for (size_t i = 0; i < counts.size(); ++i)
    variance += std::pow(static_cast<double>(i) - mean, 2) * counts[i];
  const double deviation = std::sqrt(variance / std::max(1.0, total - 1));
  const auto quartile = [&](const auto& is_reached) {
    double sum = 0, last = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      sum += counts[i];
      last = static_cast<double>(i);
      if (is_reached(sum)) break;
    }
    return last;
  };
  const double first = quartile([&](double sum) { return sum >= std::floor(total / 4); });
  const double third = quartile([&](double sum) { return sum > std::floor(total * 3 / 4); });
  constexpr double kNarrowest = 0.5 / 1.64;  // 90% of a kernel lies on its own point
  const double width = std::max(
      kNarrowest, 1.059 * std::min((third - first) / 1.34, deviation) * std::pow(total, -0.2));

  std::vector<double> density(counts.size(), 0.0);
  const auto add_kernel = [&](double weight, double mu, double sigma) {
    const auto log_mass = [&](double from, double to) {
      return log_normal_mass((from - mu) / sigma, (to - mu) / sigma);
    };
    const double whole = log_mass(-0.5, points - 0.5);
    for (size_t i = 0; i < density.size(); ++i) {
      const double at = static_cast<double>(i);
      density[i] += weight / (total + 1) * std::exp(log_mass(at - 0.5, at + 0.5) - whole);
    }
  };
  for (size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) add_kernel(counts[i], static_cast<double>(i), width);
  add_kernel(1, (points - 1) / 2, points);
  return density;
}

/// The same for choices, which have no neighbors.
HONE_INLINE std::vector<double> density_of_choices(const std::vector<double>& counts) {
  const double choices = static_cast<double>(counts.size());
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  const double kernels =
      choices - static_cast<double>(std::count(counts.begin(), counts.end(), 0.0)) + 1;
  // Each kernel is its own choice plus a small weight on all choices.
  const double whole = 1 + choices / kernels;
  std::vector<double> density;
  for (const double count : counts)
    density.push_back(((count + total / kernels) / whole + 1 / choices) / (total + 1));
  return density;
}

/// Pearson's divergence of the parameter's density over the `target` trials from its density over
/// the `region` trials, or from a uniform density over the range if not `is_local`. All trials have
/// the parameter with this distribution.
HONE_INLINE double pearson_divergence(const std::string& name, const Distribution& distribution,
                                      const TrialPointers& target, const TrialPointers& region,
                                      bool is_local) {
  const auto density = [&](const TrialPointers& trials) {
    const std::vector<double> counts = counts_on_grid(name, distribution, trials);
    std::vector<double> result = std::holds_alternative<CategoricalDistribution>(distribution)
                                     ? density_of_choices(counts)
                                     : density_of_numbers(counts);
    for (double& point : result) point += 1e-12;
    return result;
  };
  const std::vector<double> top = density(target);
  const std::vector<double> all =
      is_local ? density(region)
               : std::vector<double>(top.size(), 1 / static_cast<double>(top.size()));
  double divergence = 0;
  for (size_t i = 0; i < top.size(); ++i) divergence += all[i] * std::pow(top[i] / all[i] - 1, 2);
  return divergence;
}

HONE_INLINE double ped_anova(const std::string& name, const TrialPointers& target,
                             const TrialPointers& region, bool is_local) {
  struct Regime {
    std::shared_ptr<const Distribution> distribution;
    TrialPointers target, region;
  };
  std::vector<Regime> regimes;
  const auto regime_of = [&](const FrozenTrial& trial) -> Regime* {
    const Param* param = trial.find_param(name);
    if (!param) return nullptr;
    for (Regime& regime : regimes)
      if (regime.distribution == param->distribution ||
          *regime.distribution == *param->distribution)
        return &regime;
    regimes.push_back({param->distribution, {}, {}});
    return &regimes.back();
  };
  for (const FrozenTrial* trial : region)
    if (Regime* regime = regime_of(*trial)) regime->region.push_back(trial);
  for (const FrozenTrial* trial : target)
    if (Regime* regime = regime_of(*trial)) regime->target.push_back(trial);

  const auto part = [](const TrialPointers& some, const TrialPointers& all) {
    return static_cast<double>(some.size()) / static_cast<double>(all.size());
  };
  double importance = 0;
  for (const Regime& regime : regimes)
    if (!is_single(*regime.distribution) && !regime.target.empty() && regime.region.size() > 1)
      importance +=
          std::pow(part(regime.target, target), 2) / part(regime.region, region) *
          pearson_divergence(name, *regime.distribution, regime.target, regime.region, is_local);
  return importance * std::pow(part(target, region), 2);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
