// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>

#include <cmath>

namespace hone {
inline namespace HONE_ABI {
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

  explicit Dimension(const Distribution& distribution);

  /// Whether there is anything to estimate: more than one value, and a width that a double holds,
  /// as the logarithms of neighbors need not have.
  bool is_open() const;

  /// Where an internal number lies on the stretch; NaN where it has no place there.
  double place_of(double internal) const;

  /// The possible value nearest to a place on the stretch.
  double value_at(double place) const;

  /// Where the part of the stretch begins, and ends, that stands for a value of a grid.
  double begin_of(double value) const {
    return log ? std::log(value - step / 2) : value - step / 2;
  }
  double end_of(double value) const { return log ? std::log(value + step / 2) : value + step / 2; }

 private:
  void set_range(double least, double most, double between, bool in_log);
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/dimension.hpp>
#endif
