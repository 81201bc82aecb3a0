// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/random.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE double value_at_part(const Distribution& distribution, double u) {
  // Not low + u * (high - low): the difference may overflow.
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

}  // namespace detail

HONE_INLINE double RandomSampler::sample_independent(const StudyRecord& study,
                                                     const FrozenTrial& trial,
                                                     const std::string& name,
                                                     const Distribution& distribution) {
  detail::Random random(detail::seed_of(seed_, study), detail::random_key(trial), name);
  return detail::draw_evenly(distribution, random);
}

}  // namespace HONE_ABI
}  // namespace hone
