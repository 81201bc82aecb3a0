// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/samplers/detail/perturb.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/random.hpp>

#include <algorithm>
#include <cmath>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE double perturbed(const Distribution& distribution, double x, const Factors& factors,
                             Random& random) {
  const bool up = random.uniform() < 0.5;
  if (const auto* choice = std::get_if<CategoricalDistribution>(&distribution))
    return std::clamp(x + (up ? 1 : -1), 0.0, static_cast<double>(choice->choices.size()) - 1);

  double low = 0, high = 0, step = 0;
  if (const auto* d = std::get_if<FloatDistribution>(&distribution)) {
    low = d->low, high = d->high, step = d->step.value_or(0);
  } else {
    const auto& i = std::get<IntDistribution>(distribution);
    low = static_cast<double>(i.low), high = static_cast<double>(i.high);
    step = static_cast<double>(i.step);
  }
  const auto moved = [&](double factor) {
    const double to = x * factor;
    if (step == 0) return std::clamp(to, low, high);
    const double index = std::round((x - low) / step);
    double steps = std::round((to - low) / step) - index;
    if (steps == 0) steps = (x < 0) == (factor < 1) ? 1 : -1;
    return std::clamp(low + (index + steps) * step, low, high);
  };
  const double first = moved(up ? factors.up : factors.down);
  if (first != x) return first;
  const double second = moved(up ? factors.down : factors.up);
  return second != x ? second : draw_evenly(distribution, random);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
