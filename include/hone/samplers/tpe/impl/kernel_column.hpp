// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/tpe/dimension.hpp>
#include <hone/samplers/tpe/kernel_column.hpp>
#include <hone/samplers/tpe/padded_column.hpp>
#include <hone/samplers/tpe/row_cache.hpp>
#include <hone/samplers/tpe/truncated_normal.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE KernelColumn::KernelColumn(const Dimension& dimension, double prior_weight)
    : dimension_(dimension), prior_weight_(prior_weight) {
  centers_.insert(0, is_choice() ? -1 : 0.5 * (dimension.begin + dimension.end));
  if (is_choice()) return;
  for (PaddedColumn* column : {&gaps_, &widths_, &scales_, &normalizers_}) column->insert(0, 0);
  set_width(0, full_width());
}

HONE_INLINE void KernelColumn::insert(size_t at, double place) {
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
  for (size_t near = position == 0 ? 0 : position - 1; near <= position + 1; ++near) set_gap(near);
}

HONE_INLINE void KernelColumn::erase(size_t at) {
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

HONE_INLINE void KernelColumn::refresh() {
  if (is_choice()) {
    const double n = static_cast<double>(observations()), choices = dimension_.count;
    const double share = n > 0 ? prior_weight_ / (n + 1) : 1;
    const double total = (n > 0 ? 1 : 0) + choices * share;
    own_ = (1 + share) / total;
    other_ = share / total;
    log_own_ = std::log(own_);
    // Without a prior other_ is 0: use a very small but finite logarithm.
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

HONE_INLINE double KernelColumn::value_at_quantile(size_t at, double q, double narrowing) const {
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

HONE_INLINE void KernelColumn::add_constants(double* sums) const {
  if (is_choice()) {
    sums[0] -= std::log(dimension_.count);
    for (size_t at = 1; at < centers_.size(); ++at) sums[at] += log_other_;
  } else {
    for (size_t at = 0; at < centers_.size(); ++at) sums[at] += normalizers_[at];
  }
}

HONE_INLINE KernelColumn::Terms KernelColumn::terms(double value) {
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

HONE_INLINE size_t KernelColumn::position_of(size_t at) const {
  const auto found = std::lower_bound(by_place_.begin(), by_place_.end(), at,
                                      [this](uint32_t index, size_t other) {
                                        const double a = centers_[index], b = centers_[other];
                                        return a != b ? a < b : index < other;
                                      });
  return static_cast<size_t>(found - by_place_.begin());
}

HONE_INLINE void KernelColumn::count_changed() {
  const double n = static_cast<double>(observations());
  const double narrowest = full_width() / std::min(100.0, n + 2);
  if (narrowest == narrowest_) return;
  narrowest_ = narrowest;
  narrowest_masses_.clear();
  all_changed_ = true;
}

HONE_INLINE void KernelColumn::set_gap(size_t position) {
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

HONE_INLINE void KernelColumn::set_width(size_t at, double width) {
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

HONE_INLINE double KernelColumn::log_mass(double value, size_t at) {
  if (widths_[at] != narrowest_ || dimension_.log) return log_mass_at(value, at);
  // Most kernels have the minimum width; then only the distance on the grid matters.
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

HONE_INLINE double KernelColumn::log_mass_at(double value, size_t at) const {
  return log_normal_mass((dimension_.begin_of(value) - centers_[at]) / widths_[at],
                         (dimension_.end_of(value) - centers_[at]) / widths_[at]);
}

HONE_INLINE void KernelColumn::fill(RowCache::Row& row) {
  row.numbers[0] = log_mass(row.value, 0);
  // Observations on a grid are often equal, and equal ones are adjacent in by_place_.
  size_t last = 0;
  for (const size_t at : by_place_) {
    const bool same = centers_[at] == centers_[last] && widths_[at] == widths_[last];
    row.numbers[at] = same ? row.numbers[last] : log_mass(row.value, at);
    last = at;
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
