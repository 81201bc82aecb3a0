// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/kernel_column.hpp>
#include <hone/detail/lanes.hpp>
#include <hone/detail/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// The density of a set of observed points: a mixture of one product of kernels a point, and of a
/// broad one that stands for knowing nothing. (Optuna 5: _ParzenEstimator.)
///
/// Points are ordered by trial number, and old ones weigh less than the last 25. What comes out
/// depends on the points that are in it alone, to the last bit, not on the order in which they came
/// and went. Rows of values go by dimension: all of the first, all of the second, ... One thread to
/// an object.
class ParzenEstimator {
 public:
  ParzenEstimator(const std::vector<Dimension>& dimensions, double prior_weight)
      : prior_weight_(prior_weight) {
    for (const Dimension& dimension : dimensions) columns_.emplace_back(dimension, prior_weight);
    weights_.insert(0, 1);
    constants_.insert(0, 0);
  }

  /// The trial numbers of the points, ascending.
  const std::vector<int64_t>& numbers() const { return numbers_; }
  bool contains(int64_t number) const {
    return std::binary_search(numbers_.begin(), numbers_.end(), number);
  }

  /// Adds a point, given by its place on each dimension's stretch. The number is new.
  void insert(int64_t number, const double* places) {
    const size_t at = index_of(number);
    numbers_.insert(numbers_.begin() + static_cast<std::ptrdiff_t>(at), number);
    for (size_t d = 0; d < columns_.size(); ++d) columns_[d].insert(at + 1, places[d]);
    weights_.insert(at + 1, 0);
    constants_.insert(at + 1, 0);
    stale_ = true;
  }

  void erase(int64_t number) {
    const size_t at = index_of(number);
    numbers_.erase(numbers_.begin() + static_cast<std::ptrdiff_t>(at));
    for (KernelColumn& column : columns_) column.erase(at + 1);
    weights_.erase(at + 1);
    constants_.erase(at + 1);
    stale_ = true;
  }

  /// Draws `count` points: `which` picks kernels, `each` has a stream for each dimension.
  void sample(Random& which, std::vector<Random>& each, size_t count, double* values) {
    refresh();
    picks_.resize(count);
    for (size_t& pick : picks_) {
      double rest = which.uniform();
      // From the newest kernel down to the prior's.
      for (pick = numbers_.size(); pick > 0 && (rest -= weights_[pick]) >= 0;) --pick;
    }
    for (size_t d = 0; d < columns_.size(); ++d)
      for (size_t i = 0; i < count; ++i)
        values[d * count + i] = columns_[d].value_at_quantile(picks_[i], each[d].uniform());
  }

  /// The logarithm of the density at each of `count` points: on logarithmic scales that of the
  /// logarithm, on grids and choices the probability.
  void log_density(const double* values, size_t count, double* logs) {
    refresh();
    prepare(values, count);
    sums_.assign(count, LogSum());
    const size_t kernels = padded(numbers_.size() + 1);
    // In blocks that stay in the processor's nearest cache while every point looks at them.
    constexpr size_t kBlock = 32 * kLanes;
    double exponents[kBlock];
    for (size_t first = 0; first < kernels; first += kBlock) {
      const size_t block = std::min(kBlock, kernels - first);
      for (size_t i = 0; i < count; ++i) {
        std::copy_n(constants_.data() + first, block, exponents);
        for (size_t d = 0; d < columns_.size(); ++d) {
          if (columns_[d].is_grid())
            add(rows_[row_of_[d * count + i]].data() + first, exponents, block);
          else
            columns_[d].add_logs(places_[d * count + i], exponents, first, block);
        }
        sums_[i].add(exponents, weights_.data() + first, block);
      }
    }
    for (size_t i = 0; i < count; ++i) logs[i] = sums_[i].get();
  }

  /// Kernels for a closer look: the prior at 0, then the points in order.
  const KernelColumn& column(size_t dimension) {
    refresh();
    return columns_[dimension];
  }
  double weight(size_t kernel) {
    refresh();
    return weights_[kernel];
  }

 private:
  size_t index_of(int64_t number) const {
    return static_cast<size_t>(std::lower_bound(numbers_.begin(), numbers_.end(), number) -
                               numbers_.begin());
  }

  void refresh() {
    if (!stale_) return;
    stale_ = false;
    set_weights();
    const size_t kernels = numbers_.size() + 1;
    // What is behind the last kernel must never count, nor a prior without weight.
    std::fill_n(constants_.data(), kernels, 0.0);
    for (KernelColumn& column : columns_) {
      column.refresh();
      column.add_constants(constants_.data());
    }
    std::fill(constants_.data() + kernels, constants_.data() + padded(kernels), kNever);
    if (weights_[0] == 0) constants_[0] = kNever;
  }

  // The newest 25 weigh 1; before them the weights rise evenly from 1 / n to 1.
  void set_weights() {
    constexpr size_t kFlat = 25;
    const size_t n = numbers_.size();
    weights_[0] = n > 0 ? prior_weight_ : 1;
    const size_t rising = n > kFlat ? n - kFlat : 0;
    const double lowest = n > 0 ? 1 / static_cast<double>(n) : 1;
    const double rise = rising > 1 ? (1 - lowest) / static_cast<double>(rising - 1) : 0;
    double sum = weights_[0];
    for (size_t i = 0; i < n; ++i) {
      weights_[i + 1] = i < rising ? lowest + rise * static_cast<double>(i) : 1;
      sum += weights_[i + 1];
    }
    for (size_t i = 0; i <= n; ++i) weights_[i] /= sum;
  }

  // Finds the places of all points, and for each value of a grid, once, its row of kernels.
  void prepare(const double* values, size_t count) {
    places_.resize(columns_.size() * count);
    row_of_.resize(columns_.size() * count);
    size_t rows = 0;
    for (size_t d = 0; d < columns_.size(); ++d) {
      const double* row_values = values + d * count;
      for (size_t i = 0; i < count; ++i) {
        const size_t at = d * count + i;
        if (!columns_[d].is_grid()) {
          places_[at] = columns_[d].dimension().place_of(row_values[i]);
          continue;
        }
        const size_t same =
            static_cast<size_t>(std::find(row_values, row_values + i, row_values[i]) - row_values);
        if (same < i) {
          row_of_[at] = row_of_[d * count + same];
          continue;
        }
        if (rows == rows_.size()) rows_.emplace_back();
        rows_[rows].assign(padded(numbers_.size() + 1), 0.0);
        columns_[d].fill_logs(row_values[i], rows_[rows].data());
        row_of_[at] = rows++;
      }
    }
  }

  static void add(const double* __restrict row, double* __restrict sums, size_t count) {
    for (size_t at = 0; at < count; at += kLanes)
      for (size_t lane = 0; lane < kLanes; ++lane) sums[at + lane] += row[at + lane];
  }

  static constexpr double kNever = -std::numeric_limits<double>::infinity();

  double prior_weight_;
  bool stale_ = true;
  std::vector<int64_t> numbers_;
  std::vector<KernelColumn> columns_;
  PaddedColumn weights_{0};
  PaddedColumn constants_{kNever};

  // Kept from call to call for their memory.
  std::vector<size_t> picks_;
  std::vector<double> places_;
  std::vector<size_t> row_of_;
  std::vector<std::vector<double>> rows_;
  std::vector<LogSum> sums_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
