// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>

#include <cmath>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// One parameter as a density estimator sees it: an interval on which values are spread evenly, or
/// a number of choices. A plain value.
///
/// A log scale is made even by taking the logarithm. Each point of a grid (integers are a grid too)
/// stands for half a step on both sides. So the interval is wider than the range by half a step at
/// both ends.
struct Dimension {
  enum class Kind { continuous, grid, choice };

  Kind kind = Kind::continuous;
  bool log = false;
  double low = 0;    ///< the smallest value
  double high = 0;   ///< the largest value
  double step = 0;   ///< between neighbors on a grid
  double begin = 0;  ///< lower end of the interval
  double end = 0;    ///< upper end of the interval
  double count = 0;  ///< number of grid values or of choices

  explicit Dimension(const Distribution& distribution);

  /// Whether there is anything to estimate: more than one value, and an interval of positive,
  /// finite width. The logarithms of adjacent doubles may be equal.
  bool is_open() const;

  /// Returns an internal number's place on the interval; NaN if it has none.
  double place_of(double internal) const;

  /// Returns the possible value nearest to a place on the interval.
  double value_at(double place) const;

  /// The ends of the part of the interval that stands for a grid value.
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
