// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/samplers/tpe/dimension.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Dimension::Dimension(const Distribution& distribution) {
  if (const auto* d = std::get_if<FloatDistribution>(&distribution)) {
    set_range(d->low, d->high, d->step ? *d->step : 0, d->log);
  } else if (const auto* i = std::get_if<IntDistribution>(&distribution)) {
    set_range(static_cast<double>(i->low), static_cast<double>(i->high),
              static_cast<double>(i->step), i->log);
  } else {
    kind = Kind::choice;
    count = static_cast<double>(std::get<CategoricalDistribution>(distribution).choices.size());
    high = count - 1;
  }
}

HONE_INLINE bool Dimension::is_open() const {
  return kind == Kind::choice ? count > 1 : low < high && begin < end && std::isfinite(end - begin);
}

HONE_INLINE double Dimension::place_of(double internal) const {
  if (kind == Kind::choice)
    return internal >= 0 && internal < count ? internal : std::numeric_limits<double>::quiet_NaN();
  const double place = log ? std::log(internal) : internal;
  return std::isfinite(place) ? place : std::numeric_limits<double>::quiet_NaN();
}

HONE_INLINE double Dimension::value_at(double place) const {
  double value = log ? std::exp(place) : place;
  if (kind == Kind::grid) value = low + std::nearbyint((value - low) / step) * step;
  return std::clamp(value, low, high);
}

HONE_INLINE void Dimension::set_range(double least, double most, double between, bool in_log) {
  low = least;
  high = most;
  step = between;
  log = in_log;
  begin = least - between / 2;
  end = most + between / 2;
  if (log) {
    begin = std::log(begin);
    end = std::log(end);
  }
  if (between > 0) {
    kind = Kind::grid;
    count = std::floor((most - least) / between + 0.5) + 1;
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
