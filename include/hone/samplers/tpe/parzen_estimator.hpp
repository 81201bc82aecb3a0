// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/tpe/dimension.hpp>
#include <hone/samplers/tpe/kernel_column.hpp>
#include <hone/samplers/tpe/lanes.hpp>
#include <hone/samplers/tpe/log_sum.hpp>
#include <hone/samplers/tpe/padded_column.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The density of a set of observed points: a mixture of one product of kernels per point, and a
/// broad one, the prior, for no knowledge. (Optuna 5: _ParzenEstimator.)
///
/// Points are ordered by trial number. Points before the last 25 weigh less, unless `is_flat`.
/// Results depend only on the points it contains, bit for bit, not on the order of insertions and
/// removals. Arrays of values are grouped by dimension: all of the first, all of the second, ...
/// Not thread-safe.
class ParzenEstimator {
 public:
  /// `prior_weight`: weight of the prior, where a recent point weighs 1. `choice_prior_weight`:
  /// weight of the prior within a kernel of choices.
  ParzenEstimator(const std::vector<Dimension>& dimensions, double prior_weight,
                  double choice_prior_weight, bool is_flat = false);

  ParzenEstimator(const std::vector<Dimension>& dimensions, double prior_weight)
      : ParzenEstimator(dimensions, prior_weight, prior_weight) {}

  /// Trial numbers of the points, ascending.
  const std::vector<int64_t>& numbers() const { return numbers_; }
  bool contains(int64_t number) const {
    return std::binary_search(numbers_.begin(), numbers_.end(), number);
  }

  /// Adds a point, given by its place on each dimension's interval. The number must be new.
  void insert(int64_t number, const double* places);

  void erase(int64_t number);

  /// Draws `count` points. `which` picks kernels; `each` has one stream per dimension. From the
  /// `local`-th on, points stay close to their kernel's center on all but about two of the
  /// intervals, or on about half of them with fewer than four dimensions.
  void sample(Random& which, std::vector<Random>& each, size_t count, size_t local, double* values);

  /// The log density at each of `count` points: of the logarithm on log scales, and the probability
  /// on grids and choices.
  void log_density(const double* values, size_t count, double* logs);

  /// Returns the first of the `count` points with the largest gain minus log density.
  ///
  /// A density only grows as kernels are added. So a point that falls behind after some kernels is
  /// not computed to the end, which holds for most points.
  size_t most_promising(const double* values, size_t count, const double* gains);

  /// For inspection. Kernel 0 is the prior; then the points in order.
  const KernelColumn& column(size_t dimension);
  double weight(size_t kernel);

 private:
  size_t index_of(int64_t number) const;

  void refresh();

  // The newest 25 weigh 1; before them weights rise linearly from 1 / n to 1.
  void set_weights();

  // A point's place on a continuous dimension, and that dimension's kernels.
  struct Curve {
    double place;
    const double* centers;
    const double* scales;
  };

  void prepare(const double* values, size_t count);

  // Adds the next block of kernels to the density at a point, newest first, since they weigh most.
  void add_block(size_t point);

  static constexpr double kClose = 0.1;  // of a kernel's width
  static constexpr size_t kBlock = 16 * kLanes;
  static constexpr double kNever = -std::numeric_limits<double>::infinity();

  double prior_weight_;
  bool is_flat_;
  bool stale_ = true;
  std::vector<int64_t> numbers_;
  std::vector<KernelColumn> columns_;
  PaddedColumn weights_{0};
  PaddedColumn constants_{kNever};

  // Reused between calls to avoid allocations.
  std::vector<size_t> picks_;
  std::vector<Curve> curves_;               // by point
  std::vector<KernelColumn::Terms> terms_;  // by point
  std::vector<size_t> blocks_left_;
  std::vector<double> bounds_;
  std::vector<LogSum> sums_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/parzen_estimator.hpp>
#endif
