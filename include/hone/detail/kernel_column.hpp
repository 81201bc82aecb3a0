// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/dimension.hpp>
#include <hone/detail/padded_column.hpp>
#include <hone/detail/truncated_normal.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
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
/// its neighbors alone, once there are a hundred; what costs most, the normalizers, is kept from
/// call to call. Among choices a kernel favors its own.
class KernelColumn {
 public:
  KernelColumn(const Dimension& dimension, double prior_weight)
      : dimension_(dimension), prior_weight_(prior_weight) {
    centers_.insert(0, is_choice() ? -1 : 0.5 * (dimension.begin + dimension.end));
    if (is_choice()) return;
    gaps_.insert(0, full_width());
    widths_.insert(0, 0);
    scales_.insert(0, 0);
    normalizers_.insert(0, 0);
    set_width(0, full_width());
  }

  const Dimension& dimension() const { return dimension_; }
  bool is_choice() const { return dimension_.kind == Dimension::Kind::choice; }
  bool is_grid() const { return dimension_.kind == Dimension::Kind::grid; }

  /// The observation becomes number `at`; those from there on are counted up.
  void insert(size_t at, double place) {
    if (!is_choice()) {
      const bool is_last = at == centers_.size();
      gaps_.insert(at, 0);
      widths_.insert(at, 0);
      scales_.insert(at, 0);
      normalizers_.insert(at, 0);
      if (!is_last)
        for (uint32_t& index : by_place_) index += index >= at;
      centers_.insert(at, place);
      const size_t position = position_of(at);
      by_place_.insert(by_place_.begin() + static_cast<std::ptrdiff_t>(position),
                       static_cast<uint32_t>(at));
      count_changed();
      for (size_t near = position == 0 ? 0 : position - 1; near <= position + 1; ++near)
        set_gap(near);
    } else {
      centers_.insert(at, place);
    }
  }

  void erase(size_t at) {
    if (!is_choice()) {
      const size_t position = position_of(at);
      by_place_.erase(by_place_.begin() + static_cast<std::ptrdiff_t>(position));
      if (at + 1 < centers_.size())
        for (uint32_t& index : by_place_) index -= index > at;
      gaps_.erase(at);
      widths_.erase(at);
      scales_.erase(at);
      normalizers_.erase(at);
      centers_.erase(at);
      count_changed();
      for (size_t near = position == 0 ? 0 : position - 1; near <= position; ++near) set_gap(near);
    } else {
      centers_.erase(at);
    }
  }

  /// Brings what depends on the number of observations up to date. Call it before what follows.
  void refresh() {
    if (is_choice()) {
      const double n = static_cast<double>(observations()), choices = dimension_.count;
      const double share = n > 0 ? prior_weight_ / (n + 1) : 1;
      const double total = (n > 0 ? 1 : 0) + choices * share;
      log_own_ = std::log((1 + share) / total);
      log_other_ = std::log(share / total);
    } else if (all_stale_) {
      for (size_t at = 1; at < centers_.size(); ++at) set_width(at, clamped(gaps_[at]));
      all_stale_ = false;
    }
  }

  double center(size_t at) const { return centers_[at]; }
  double width(size_t at) const { return widths_[at]; }
  /// How likely kernel `at` makes a choice.
  double log_weight(size_t at, double choice) const {
    if (at == 0) return -std::log(dimension_.count);
    return centers_[at] == choice ? log_own_ : log_other_;
  }

  /// The value at which kernel `at` has the part q of its mass below.
  double value_at_quantile(size_t at, double q) const {
    if (is_choice()) {
      double below = 0;
      for (double choice = 0; choice + 1 < dimension_.count; ++choice)
        if ((below += std::exp(log_weight(at, choice))) >= q) return choice;
      return dimension_.count - 1;
    }
    const double center = centers_[at], width = widths_[at];
    return dimension_.value_at(
        center + width * truncated_normal_quantile(q, (dimension_.begin - center) / width,
                                                   (dimension_.end - center) / width));
  }

  /// Adds to each kernel's sum what does not depend on the point that is looked at.
  void add_constants(double* __restrict sums) const {
    if (is_choice()) {
      // The prior likes all choices alike, and add_logs will have taken it for another's.
      sums[0] += log_weight(0, 0) - log_other_;
    } else {
      const double* __restrict normalizers = normalizers_.data();
      for (size_t at = 0; at < padded(centers_.size()); at += kLanes)
        for (size_t lane = 0; lane < kLanes; ++lane) sums[at + lane] += normalizers[at + lane];
    }
  }

  /// Adds the logarithms of the kernels at a point, constants apart, for the kernels from `first`
  /// on; `count` is whole lanes. Not for grids.
  void add_logs(double place, double* __restrict sums, size_t first, size_t count) const {
    const double* __restrict centers = centers_.data() + first;
    if (is_choice()) {
      for (size_t at = 0; at < count; at += kLanes)
        for (size_t lane = 0; lane < kLanes; ++lane)
          sums[at + lane] += centers[at + lane] == place ? log_own_ : log_other_;
    } else {
      const double* __restrict scales = scales_.data() + first;
      for (size_t at = 0; at < count; at += kLanes)
        for (size_t lane = 0; lane < kLanes; ++lane) {
          const double distance = (place - centers[at + lane]) * scales[at + lane];
          sums[at + lane] -= distance * distance;
        }
    }
  }

  /// For grids: fills in the logarithm of each kernel's mass on the part of the stretch that is a
  /// value's, constants apart.
  void fill_logs(double value, double* logs) const {
    const double from = dimension_.begin_of(value), to = dimension_.end_of(value);
    const auto log_mass = [&](size_t at) {
      return log_normal_mass((from - centers_[at]) / widths_[at],
                             (to - centers_[at]) / widths_[at]);
    };
    logs[0] = log_mass(0);
    // Observations on a grid are often equal, and such stand side by side here.
    size_t last = 0;
    for (const size_t at : by_place_) {
      logs[at] = centers_[at] == centers_[last] && widths_[at] == widths_[last] ? logs[last]
                                                                                : log_mass(at);
      last = at;
    }
  }

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
    all_stale_ = true;
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
    if (!all_stale_) set_width(by_place_[position], clamped(gap));
  }

  void set_width(size_t at, double width) {
    if (width == widths_[at]) return;
    widths_[at] = width;
    scales_[at] = kSqrtHalf / width;
    const double mass = log_normal_mass((dimension_.begin - centers_[at]) / width,
                                        (dimension_.end - centers_[at]) / width);
    normalizers_[at] = is_grid() ? -mass : -mass - std::log(width) - kLogSqrtTwoPi;
  }

  Dimension dimension_;
  double prior_weight_;
  double narrowest_ = 0;
  bool all_stale_ = false;
  double log_own_ = 0;    // of the choice that a kernel favors
  double log_other_ = 0;  // of each other choice
  PaddedColumn centers_{0};
  PaddedColumn gaps_{0};    // to the farther neighbor
  PaddedColumn widths_{0};  // standard deviations
  PaddedColumn scales_{0};  // the square root of one half, over the width
  PaddedColumn normalizers_{0};
  std::vector<uint32_t> by_place_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
