// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/tpe/dimension.hpp>
#include <hone/detail/tpe/padded_column.hpp>
#include <hone/detail/tpe/row_cache.hpp>
#include <hone/detail/tpe/truncated_normal.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace hone {
inline namespace v0 {
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
template <class T = void>
class KernelColumnOf {
 public:
  struct Terms {
    const double* numbers;
    double factor;
  };

  KernelColumnOf(const Dimension& dimension, double prior_weight)
      : dimension_(dimension), prior_weight_(prior_weight) {
    centers_.insert(0, is_choice() ? -1 : 0.5 * (dimension.begin + dimension.end));
    if (is_choice()) return;
    for (PaddedColumn* column : {&gaps_, &widths_, &scales_, &normalizers_}) column->insert(0, 0);
    set_width(0, full_width());
  }

  const Dimension& dimension() const { return dimension_; }
  bool is_choice() const { return dimension_.kind == Dimension::Kind::choice; }
  bool is_grid() const { return dimension_.kind == Dimension::Kind::grid; }
  bool is_continuous() const { return dimension_.kind == Dimension::Kind::continuous; }

  /// The observation becomes number `at`; those from there on are counted up.
  void insert(size_t at, double place) {
    centers_.insert(at, place);
    if (is_choice()) {
      for (auto& row : rows_.rows()) row.numbers.insert(at, place == row.value);
      return;
    }
    for (PaddedColumn* column : {&gaps_, &widths_, &scales_, &normalizers_}) column->insert(at, 0);
    rows_.insert(at, 0);
    if (at + 1 < centers_.size()) {
      for (uint32_t& index : by_place_) index += index >= at;
      for (size_t& index : changed_) index += index >= at;
    }
    const size_t position = position_of(at);
    by_place_.insert(by_place_.begin() + static_cast<std::ptrdiff_t>(position),
                     static_cast<uint32_t>(at));
    count_changed();
    for (size_t near = position == 0 ? 0 : position - 1; near <= position + 1; ++near)
      set_gap(near);
  }

  void erase(size_t at) {
    if (is_choice()) {
      centers_.erase(at);
      rows_.erase(at);
      return;
    }
    const size_t position = position_of(at);
    by_place_.erase(by_place_.begin() + static_cast<std::ptrdiff_t>(position));
    changed_.erase(std::remove(changed_.begin(), changed_.end(), at), changed_.end());
    if (at + 1 < centers_.size()) {
      for (uint32_t& index : by_place_) index -= index > at;
      for (size_t& index : changed_) index -= index > at;
    }
    for (PaddedColumn* column : {&centers_, &gaps_, &widths_, &scales_, &normalizers_})
      column->erase(at);
    rows_.erase(at);
    count_changed();
    for (size_t near = position == 0 ? 0 : position - 1; near <= position; ++near) set_gap(near);
  }

  /// Brings what depends on the number of observations up to date. Call it before what follows.
  void refresh() {
    if (is_choice()) {
      const double n = static_cast<double>(observations()), choices = dimension_.count;
      const double share = n > 0 ? prior_weight_ / (n + 1) : 1;
      const double total = (n > 0 ? 1 : 0) + choices * share;
      own_ = (1 + share) / total;
      other_ = share / total;
      log_own_ = std::log(own_);
      // Without a prior, as good as never, and still a number to calculate with.
      log_other_ = std::max(std::log(other_), -1e4);
      return;
    }
    if (all_changed_) {
      for (size_t at = 1; at < centers_.size(); ++at) set_width(at, clamped(gaps_[at]));
      for (auto& row : rows_.rows()) row.is_filled = false;
      all_changed_ = false;
    } else {
      for (auto& row : rows_.rows())
        if (row.is_filled)
          for (const size_t at : changed_) row.numbers[at] = log_mass(row.value, at);
    }
    changed_.clear();
    rows_.trim();
  }

  double center(size_t at) const { return centers_[at]; }
  double width(size_t at) const { return widths_[at]; }
  /// How likely kernel `at` makes a choice.
  double weight(size_t at, double choice) const {
    return at == 0 ? 1 / dimension_.count : centers_[at] == choice ? own_ : other_;
  }

  /// The value at which kernel `at` has the part q of its mass below. Drawn in by `narrowing`, down
  /// to 0, the kernel of a stretch is that much closer around its point; that of choices is not.
  double value_at_quantile(size_t at, double q, double narrowing = 1) const {
    if (is_choice()) {
      double below = 0;
      for (double choice = 0; choice + 1 < dimension_.count; ++choice)
        if ((below += weight(at, choice)) >= q) return choice;
      return dimension_.count - 1;
    }
    const double center = centers_[at], width = widths_[at] * narrowing;
    return dimension_.value_at(
        center + width * truncated_normal_quantile(q, (dimension_.begin - center) / width,
                                                   (dimension_.end - center) / width));
  }

  /// Adds each kernel's constant to its sum.
  void add_constants(double* sums) const {
    if (is_choice()) {
      sums[0] -= std::log(dimension_.count);
      for (size_t at = 1; at < centers_.size(); ++at) sums[at] += log_other_;
    } else {
      for (size_t at = 0; at < centers_.size(); ++at) sums[at] += normalizers_[at];
    }
  }

  /// What a value of a grid, or a choice, adds to the constants. Padded; good until the next
  /// refresh.
  Terms terms(double value) {
    auto& row = rows_.at(value, centers_.size());
    if (!row.is_filled) {
      if (is_choice())
        for (size_t at = 0; at < centers_.size(); ++at) row.numbers[at] = centers_[at] == value;
      else
        fill(row);
      row.is_filled = true;
    }
    return {row.numbers.data(), is_choice() ? log_own_ - log_other_ : 1};
  }

  /// For continuous dimensions; padded.
  const double* centers() const { return centers_.data(); }
  const double* scales() const { return scales_.data(); }

 private:
  size_t observations() const { return centers_.size() - 1; }
  double full_width() const { return dimension_.end - dimension_.begin; }
  double clamped(double gap) const { return std::min(std::max(gap, narrowest_), full_width()); }

  // Equal places have the caller's order.
  size_t position_of(size_t at) const {
    const auto found = std::lower_bound(by_place_.begin(), by_place_.end(), at,
                                        [this](uint32_t index, size_t other) {
                                          const double a = centers_[index], b = centers_[other];
                                          return a != b ? a < b : index < other;
                                        });
    return static_cast<size_t>(found - by_place_.begin());
  }

  void count_changed() {
    const double n = static_cast<double>(observations());
    const double narrowest = full_width() / std::min(100.0, n + 2);
    if (narrowest == narrowest_) return;
    narrowest_ = narrowest;
    narrowest_masses_.clear();
    all_changed_ = true;
  }

  void set_gap(size_t position) {
    const size_t n = by_place_.size();
    if (position >= n) return;
    const double place = centers_[by_place_[position]];
    const auto to_left = [&] { return place - centers_[by_place_[position - 1]]; };
    const auto to_right = [&] { return centers_[by_place_[position + 1]] - place; };
    double gap;
    if (n == 1)
      gap = std::max(place - dimension_.begin, dimension_.end - place);
    else if (position == 0)
      gap = to_right();
    else if (position + 1 == n)
      gap = to_left();
    else
      gap = std::max(to_left(), to_right());
    gaps_[by_place_[position]] = gap;
    if (!all_changed_) set_width(by_place_[position], clamped(gap));
  }

  void set_width(size_t at, double width) {
    if (width == widths_[at]) return;
    widths_[at] = width;
    scales_[at] = kSqrtHalf / width;
    const double mass = log_normal_mass((dimension_.begin - centers_[at]) / width,
                                        (dimension_.end - centers_[at]) / width);
    normalizers_[at] = is_grid() ? -mass : -mass - std::log(width) - kLogSqrtTwoPi;
    if (!is_grid() || all_changed_) return;
    changed_.push_back(at);
    all_changed_ = changed_.size() > kManyChanges;
  }

  // Of the part of the stretch that a value of a grid stands for.
  double log_mass(double value, size_t at) {
    if (widths_[at] != narrowest_ || dimension_.log) return log_mass_at(value, at);
    // Most kernels are the narrowest, and then the distance on the grid decides alone.
    const double steps = std::abs(value - centers_[at]) / dimension_.step;
    const double whole = std::nearbyint(steps);
    if (!(whole < kMostDistances) || std::abs(steps - whole) > 1e-9) return log_mass_at(value, at);
    const size_t distance = static_cast<size_t>(whole);
    if (distance >= narrowest_masses_.size()) narrowest_masses_.resize(distance + 1, kUnknown);
    double& mass = narrowest_masses_[distance];
    if (mass != mass)
      mass = log_normal_mass((whole - 0.5) * dimension_.step / narrowest_,
                             (whole + 0.5) * dimension_.step / narrowest_);
    return mass;
  }

  double log_mass_at(double value, size_t at) const {
    return log_normal_mass((dimension_.begin_of(value) - centers_[at]) / widths_[at],
                           (dimension_.end_of(value) - centers_[at]) / widths_[at]);
  }

  void fill(typename RowCacheOf<T>::Row& row) {
    row.numbers[0] = log_mass(row.value, 0);
    // Observations on a grid are often equal, and such stand side by side here.
    size_t last = 0;
    for (const size_t at : by_place_) {
      const bool same = centers_[at] == centers_[last] && widths_[at] == widths_[last];
      row.numbers[at] = same ? row.numbers[last] : log_mass(row.value, at);
      last = at;
    }
  }

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
  RowCacheOf<T> rows_;
};
using KernelColumn = KernelColumnOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
