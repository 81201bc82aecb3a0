// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

namespace hone {
inline namespace v0 {
namespace detail {

/// The distribution's number at the part `u`, in [0, 1), of its range: of [low, high), in the
/// logarithm for log; a grid is widened by half a step on both sides, so that its ends get as much
/// as the rest.
template <class = void>
inline double value_at_part(const Distribution& distribution, double u) {
  // Both products, not low + u * (high - low): the width of a range may overflow.
  const auto between = [u](double low, double high) { return (1 - u) * low + u * high; };
  const auto onto_grid = [](double x, double low, double high, double step) {
    return std::clamp(low + std::floor((x - low) / step + 0.5) * step, low, high);
  };

  if (const auto* d = std::get_if<FloatDistribution>(&distribution)) {
    if (d->low == d->high) return d->low;
    if (d->step)
      return onto_grid(between(d->low - *d->step / 2, d->high + *d->step / 2), d->low, d->high,
                       *d->step);
    const double x =
        d->log ? std::exp(between(std::log(d->low), std::log(d->high))) : between(d->low, d->high);
    return std::clamp(x, d->low, std::nextafter(d->high, d->low));
  }
  if (const auto* i = std::get_if<IntDistribution>(&distribution)) {
    const double low = static_cast<double>(i->low), high = static_cast<double>(i->high);
    const double step = static_cast<double>(i->step), half = step / 2;
    if (i->log)
      return std::clamp(
          std::nearbyint(std::exp(between(std::log(low - half), std::log(high + half)))), low,
          high);
    return onto_grid(between(low - half, high + half), low, high, step);
  }
  const double n =
      static_cast<double>(std::get<CategoricalDistribution>(distribution).choices.size());
  return std::min(std::floor(u * n), n - 1);
}

/// A number drawn evenly from the distribution.
template <class = void>
inline double draw_evenly(const Distribution& distribution, Random& random) {
  return value_at_part(distribution, random.uniform());
}

}  // namespace detail

/// Draws every parameter evenly from its range, without a look at earlier trials. (Optuna:
/// RandomSampler.)
///
///   hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(7)));
///
/// What it draws is a function of the seed, the trial's number and the parameter's name and
/// distribution alone. Without a seed it takes the study's, which is drawn when the study is made.
/// One thread to an object.
template <class>
class BasicRandomSampler final : public Sampler {
 public:
  explicit BasicRandomSampler(std::optional<uint64_t> seed = std::nullopt) : seed_(seed) {}

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override {
    detail::Random random(detail::seed_of(seed_, study), detail::random_key(trial), name);
    return detail::draw_evenly(distribution, random);
  }

 private:
  std::optional<uint64_t> seed_;
};

}  // namespace v0
}  // namespace hone
