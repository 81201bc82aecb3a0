// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/tpe/dimension.hpp>
#include <hone/samplers/tpe/padded_column.hpp>
#include <hone/samplers/tpe/row_cache.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// One dimension of a ParzenEstimator. Kernel 0 is the prior: broad, for no knowledge. Kernels 1,
/// 2, ... belong to the observations, in the caller's order.
///
/// On an interval a kernel is a truncated normal. Its width is the larger of the gaps to its two
/// neighbors, but at most the width of the interval. The minimum is a fraction of the interval that
/// falls with the number of observations, down to a hundredth. So once there are a hundred
/// observations, a new one changes only its neighbors. The expensive parts, normalizers and masses
/// on a grid, are cached between calls. Among choices, a kernel favors its own.
///
/// The log density of kernel i at a point is its constant, plus `factor` times numbers[i] of
/// `terms`, or on a continuous dimension minus the square of (place - centers()[i]) * scales()[i].
class KernelColumn {
 public:
  struct Terms {
    const double* numbers;
    double factor;
  };

  KernelColumn(const Dimension& dimension, double prior_weight);

  const Dimension& dimension() const { return dimension_; }
  bool is_choice() const { return dimension_.kind == Dimension::Kind::choice; }
  bool is_grid() const { return dimension_.kind == Dimension::Kind::grid; }
  bool is_continuous() const { return dimension_.kind == Dimension::Kind::continuous; }

  /// The observation becomes number `at`; the numbers from there on increase by one.
  void insert(size_t at, double place);

  void erase(size_t at);

  /// Updates what depends on the number of observations. Call it before the functions below.
  void refresh();

  double center(size_t at) const { return centers_[at]; }
  double width(size_t at) const { return widths_[at]; }
  /// Returns the probability of a choice under kernel `at`.
  double weight(size_t at, double choice) const {
    return at == 0 ? 1 / dimension_.count : centers_[at] == choice ? own_ : other_;
  }

  /// Returns the value below which kernel `at` has the fraction q of its mass. `narrowing`, from 1
  /// down to 0, scales the kernel's width on an interval; choices ignore it.
  double value_at_quantile(size_t at, double q, double narrowing = 1) const;

  /// Adds each kernel's constant to its sum.
  void add_constants(double* sums) const;

  /// What a grid value or a choice adds to the constants. Padded; valid until the next refresh.
  Terms terms(double value);

  /// Continuous dimensions only; padded.
  const double* centers() const { return centers_.data(); }
  const double* scales() const { return scales_.data(); }

 private:
  size_t observations() const { return centers_.size() - 1; }
  double full_width() const { return dimension_.end - dimension_.begin; }
  double clamped(double gap) const { return std::min(std::max(gap, narrowest_), full_width()); }

  // Equal places are in the caller's order.
  size_t position_of(size_t at) const;

  void count_changed();

  void set_gap(size_t position);

  void set_width(size_t at, double width);

  // Mass of the part of the interval that a grid value stands for.
  double log_mass(double value, size_t at);

  double log_mass_at(double value, size_t at) const;

  void fill(RowCache::Row& row);

  // With more changes than this, refills the rows, which computes equal observations only once.
  static constexpr size_t kManyChanges = 64;
  static constexpr double kMostDistances = 1 << 16;
  static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

  Dimension dimension_;
  double prior_weight_;
  double narrowest_ = 0;
  bool all_changed_ = false;
  double own_ = 0;    // weight of the choice that a kernel favors
  double other_ = 0;  // weight of each other choice
  double log_own_ = 0;
  double log_other_ = 0;
  PaddedColumn centers_{0};
  PaddedColumn gaps_{0};    // to the farther neighbor
  PaddedColumn widths_{0};  // standard deviations
  PaddedColumn scales_{0};  // sqrt(1/2) / width
  PaddedColumn normalizers_{0};
  std::vector<uint32_t> by_place_;
  std::vector<double> narrowest_masses_;  // logarithms, by distance from the center in steps
  std::vector<size_t> changed_;           // grids only: kernels whose masses are out of date
  RowCache rows_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/kernel_column.hpp>
#endif
