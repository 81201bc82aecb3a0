// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distribution.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hone {
inline namespace v0 {
namespace detail {

/// One parameter as a density estimator sees it: a stretch of the real line on which values lie
/// evenly, or a number of choices. A plain value.
///
/// A log scale becomes even by the logarithm. The points of a grid, integers among them, each stand
/// for the half step on both sides, so the stretch is wider than the range by half a step at either
/// end.
struct Dimension {
  enum class Kind { continuous, grid, choice };

  Kind kind = Kind::continuous;
  bool log = false;
  double low = 0;    ///< the smallest value
  double high = 0;   ///< the largest value
  double step = 0;   ///< between the values of a grid
  double begin = 0;  ///< of the stretch
  double end = 0;    ///< of the stretch
  double count = 0;  ///< values of a grid, or choices

  explicit Dimension(const Distribution& distribution) {
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

  /// Whether there is anything to estimate: more than one value, and a width that a double holds,
  /// as the logarithms of neighbors need not have.
  bool is_open() const {
    return kind == Kind::choice ? count > 1
                                : low < high && begin < end && std::isfinite(end - begin);
  }

  /// Where an internal number lies on the stretch; NaN where it has no place there.
  template <class = void>
  double place_of(double internal) const {
    if (kind == Kind::choice)
      return internal >= 0 && internal < count ? internal
                                               : std::numeric_limits<double>::quiet_NaN();
    const double place = log ? std::log(internal) : internal;
    return std::isfinite(place) ? place : std::numeric_limits<double>::quiet_NaN();
  }

  /// The possible value nearest to a place on the stretch.
  template <class = void>
  double value_at(double place) const {
    double value = log ? std::exp(place) : place;
    if (kind == Kind::grid) value = low + std::nearbyint((value - low) / step) * step;
    return std::clamp(value, low, high);
  }

  /// Where the part of the stretch begins, and ends, that stands for a value of a grid.
  double begin_of(double value) const {
    return log ? std::log(value - step / 2) : value - step / 2;
  }
  double end_of(double value) const { return log ? std::log(value + step / 2) : value + step / 2; }

 private:
  void set_range(double least, double most, double between, bool in_log) {
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
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
