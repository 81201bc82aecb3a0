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

/// The density of a set of observed points: a mixture of one product of kernels a point, and of a
/// broad one that stands for knowing nothing. (Optuna 5: _ParzenEstimator.)
///
/// Points are ordered by trial number, and old ones weigh less than the last 25, unless all are to
/// weigh the same. What comes out
/// depends on the points that are in it alone, to the last bit, not on the order in which they came
/// and went. Rows of values go by dimension: all of the first, all of the second, ... One thread to
/// an object.
class ParzenEstimator {
 public:
  /// `prior_weight` is what knowing nothing weighs, where a recent point weighs 1, and
  /// `choice_prior_weight` what it weighs within a kernel of choices.
  ParzenEstimator(const std::vector<Dimension>& dimensions, double prior_weight,
                  double choice_prior_weight, bool is_flat = false);

  ParzenEstimator(const std::vector<Dimension>& dimensions, double prior_weight)
      : ParzenEstimator(dimensions, prior_weight, prior_weight) {}

  /// The trial numbers of the points, ascending.
  const std::vector<int64_t>& numbers() const { return numbers_; }
  bool contains(int64_t number) const {
    return std::binary_search(numbers_.begin(), numbers_.end(), number);
  }

  /// Adds a point, given by its place on each dimension's stretch. The number is new.
  void insert(int64_t number, const double* places);

  void erase(int64_t number);

  /// Draws `count` points: `which` picks kernels, `each` has a stream for each dimension. From the
  /// `local`-th on, points stay close to their kernel's on all but two of the stretches or
  /// half of them, about.
  void sample(Random& which, std::vector<Random>& each, size_t count, size_t local, double* values);

  /// The logarithm of the density at each of `count` points: on logarithmic scales that of the
  /// logarithm, on grids and choices the probability.
  void log_density(const double* values, size_t count, double* logs);

  /// The first of `count` points whose gain less its log density is largest.
  ///
  /// A density only grows while kernels are added up, so a point that has fallen behind with some
  /// of them need not be followed to the end: most are not.
  size_t most_promising(const double* values, size_t count, const double* gains);

  /// Kernels for a closer look: the prior at 0, then the points in order.
  const KernelColumn& column(size_t dimension);
  double weight(size_t kernel);

 private:
  size_t index_of(int64_t number) const;

  void refresh();

  // The newest 25 weigh 1; before them the weights rise evenly from 1 / n to 1.
  void set_weights();

  // A point's coordinate on a continuous dimension, and the kernels there.
  struct Curve {
    double place;
    const double* centers;
    const double* scales;
  };

  void prepare(const double* values, size_t count);

  // Adds the next block of kernels to the density at a point. The newest, which weigh most, go
  // first.
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

  // Kept from call to call for their memory.
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
