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

/// One dimension of a ParzenEstimator: a kernel for each observation, in the caller's order from
/// index 1 on, and at index 0 a broad one that stands for knowing nothing.
///
/// On a stretch a kernel is a normal curve cut to the stretch. It is as wide as the gap to the
/// farther of its two neighbors, but no wider than the stretch and no narrower than a part of it
/// that falls with the number of observations, down to a hundredth. So a new observation changes
/// its neighbors alone, once there are a hundred; what costs most, the normalizers and the masses
/// on a grid, is kept from call to call. Among choices a kernel favors its own.
///
/// The logarithm of kernel i at a point is its constant, plus `factor` times numbers[i] of `terms`,
/// or on a continuous dimension minus the square of (place - centers()[i]) * scales()[i].
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

  /// The observation becomes number `at`; those from there on are counted up.
  void insert(size_t at, double place);

  void erase(size_t at);

  /// Brings what depends on the number of observations up to date. Call it before what follows.
  void refresh();

  double center(size_t at) const { return centers_[at]; }
  double width(size_t at) const { return widths_[at]; }
  /// How likely kernel `at` makes a choice.
  double weight(size_t at, double choice) const {
    return at == 0 ? 1 / dimension_.count : centers_[at] == choice ? own_ : other_;
  }

  /// The value at which kernel `at` has the part q of its mass below. Drawn in by `narrowing`, down
  /// to 0, the kernel of a stretch is that much closer around its point; that of choices is not.
  double value_at_quantile(size_t at, double q, double narrowing = 1) const;

  /// Adds each kernel's constant to its sum.
  void add_constants(double* sums) const;

  /// What a value of a grid, or a choice, adds to the constants. Padded; good until the next
  /// refresh.
  Terms terms(double value);

  /// For continuous dimensions; padded.
  const double* centers() const { return centers_.data(); }
  const double* scales() const { return scales_.data(); }

 private:
  size_t observations() const { return centers_.size() - 1; }
  double full_width() const { return dimension_.end - dimension_.begin; }
  double clamped(double gap) const { return std::min(std::max(gap, narrowest_), full_width()); }

  // Equal places have the caller's order.
  size_t position_of(size_t at) const;

  void count_changed();

  void set_gap(size_t position);

  void set_width(size_t at, double width);

  // Of the part of the stretch that a value of a grid stands for.
  double log_mass(double value, size_t at);

  double log_mass_at(double value, size_t at) const;

  void fill(RowCache::Row& row);

  // From here on rows are filled anew, which looks at equal observations once.
  static constexpr size_t kManyChanges = 64;
  static constexpr double kMostDistances = 1 << 16;
  static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

  Dimension dimension_;
  double prior_weight_;
  double narrowest_ = 0;
  bool all_changed_ = false;
  double own_ = 0;    // the weight of the choice that a kernel favors
  double other_ = 0;  // of each other choice
  double log_own_ = 0;
  double log_other_ = 0;
  PaddedColumn centers_{0};
  PaddedColumn gaps_{0};    // to the farther neighbor
  PaddedColumn widths_{0};  // standard deviations
  PaddedColumn scales_{0};  // the square root of one half, over the width
  PaddedColumn normalizers_{0};
  std::vector<uint32_t> by_place_;
  std::vector<double> narrowest_masses_;  // logarithms, by the distance from the center in steps
  std::vector<size_t> changed_;           // on grids: whose masses are not what they were
  RowCache rows_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/kernel_column.hpp>
#endif
