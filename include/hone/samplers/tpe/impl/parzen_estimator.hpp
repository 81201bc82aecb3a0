// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/tpe/dimension.hpp>
#include <hone/samplers/tpe/kernel_column.hpp>
#include <hone/samplers/tpe/lanes.hpp>
#include <hone/samplers/tpe/log_sum.hpp>
#include <hone/samplers/tpe/padded_column.hpp>
#include <hone/samplers/tpe/parzen_estimator.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE ParzenEstimator::ParzenEstimator(const std::vector<Dimension>& dimensions,
                                             double prior_weight, double choice_prior_weight,
                                             bool is_flat)
    : prior_weight_(prior_weight), is_flat_(is_flat) {
  for (const Dimension& dimension : dimensions)
    columns_.emplace_back(dimension, choice_prior_weight);
  weights_.insert(0, 1);
  constants_.insert(0, 0);
}

HONE_INLINE void ParzenEstimator::insert(int64_t number, const double* places) {
  const size_t at = index_of(number);
  numbers_.insert(numbers_.begin() + static_cast<std::ptrdiff_t>(at), number);
  for (size_t d = 0; d < columns_.size(); ++d) columns_[d].insert(at + 1, places[d]);
  weights_.insert(at + 1, 0);
  constants_.insert(at + 1, 0);
  stale_ = true;
}

HONE_INLINE void ParzenEstimator::erase(int64_t number) {
  const size_t at = index_of(number);
  numbers_.erase(numbers_.begin() + static_cast<std::ptrdiff_t>(at));
  for (KernelColumn& column : columns_) column.erase(at + 1);
  weights_.erase(at + 1);
  constants_.erase(at + 1);
  stale_ = true;
}

HONE_INLINE void ParzenEstimator::sample(Random& which, std::vector<Random>& each, size_t count,
                                         size_t local, double* values) {
  refresh();
  picks_.resize(count);
  for (size_t& pick : picks_) {
    double rest = which.uniform();
    // From the newest kernel down to the prior.
    for (pick = numbers_.size(); pick > 0 && (rest -= weights_[pick]) >= 0;) --pick;
  }
  const double moved = std::min(0.5, 2 / static_cast<double>(columns_.size()));
  for (size_t d = 0; d < columns_.size(); ++d)
    for (size_t i = 0; i < count; ++i) {
      const bool stays = i >= local && picks_[i] > 0 && each[d].uniform() >= moved;
      values[d * count + i] =
          columns_[d].value_at_quantile(picks_[i], each[d].uniform(), stays ? kClose : 1);
    }
}

HONE_INLINE void ParzenEstimator::log_density(const double* values, size_t count, double* logs) {
  prepare(values, count);
  for (size_t i = 0; i < count; ++i) {
    while (blocks_left_[i] > 0) add_block(i);
    logs[i] = sums_[i].get();
  }
}

HONE_INLINE size_t ParzenEstimator::most_promising(const double* values, size_t count,
                                                   const double* gains) {
  prepare(values, count);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  bounds_.assign(count, kInfinity);
  for (;;) {
    const size_t best =
        static_cast<size_t>(std::max_element(bounds_.begin(), bounds_.end()) - bounds_.begin());
    if (blocks_left_[best] == 0 || bounds_[best] == -kInfinity) return best;
    add_block(best);
    const double bound = gains[best] - sums_[best].get();
    bounds_[best] = bound > -kInfinity ? bound : -kInfinity;  // NaN is never best
  }
}

HONE_INLINE const KernelColumn& ParzenEstimator::column(size_t dimension) {
  refresh();
  return columns_[dimension];
}

HONE_INLINE double ParzenEstimator::weight(size_t kernel) {
  refresh();
  return weights_[kernel];
}

HONE_INLINE size_t ParzenEstimator::index_of(int64_t number) const {
  return static_cast<size_t>(std::lower_bound(numbers_.begin(), numbers_.end(), number) -
                             numbers_.begin());
}

HONE_INLINE void ParzenEstimator::refresh() {
  if (!stale_) return;
  stale_ = false;
  set_weights();
  const size_t kernels = numbers_.size() + 1;
  // The padding must never count, nor a prior of weight 0.
  std::fill_n(constants_.data(), kernels, 0.0);
  for (KernelColumn& column : columns_) {
    column.refresh();
    column.add_constants(constants_.data());
  }
  std::fill(constants_.data() + kernels, constants_.data() + padded(kernels), kNever);
  if (weights_[0] == 0) constants_[0] = kNever;
}

HONE_INLINE void ParzenEstimator::set_weights() {
  constexpr size_t kFlat = 25;
  const size_t n = numbers_.size();
  weights_[0] = n > 0 ? prior_weight_ : 1;
  const size_t rising = n > kFlat && !is_flat_ ? n - kFlat : 0;
  const double lowest = n > 0 ? 1 / static_cast<double>(n) : 1;
  const double rise = rising > 1 ? (1 - lowest) / static_cast<double>(rising - 1) : 0;
  double sum = weights_[0];
  for (size_t i = 0; i < n; ++i) {
    weights_[i + 1] = i < rising ? lowest + rise * static_cast<double>(i) : 1;
    sum += weights_[i + 1];
  }
  const double scale = 1 / sum;
  for (size_t i = 0; i <= n; ++i) weights_[i] *= scale;
}

HONE_INLINE void ParzenEstimator::prepare(const double* values, size_t count) {
  refresh();
  curves_.clear();
  terms_.clear();
  for (size_t i = 0; i < count; ++i)
    for (size_t d = 0; d < columns_.size(); ++d) {
      KernelColumn& column = columns_[d];
      const double value = values[d * count + i];
      if (column.is_continuous())
        curves_.push_back({column.dimension().place_of(value), column.centers(), column.scales()});
      else
        terms_.push_back(column.terms(value));
    }
  sums_.assign(count, LogSum());
  blocks_left_.assign(count, (padded(numbers_.size() + 1) + kBlock - 1) / kBlock);
}

HONE_INLINE void ParzenEstimator::add_block(size_t point) {
  const size_t first = --blocks_left_[point] * kBlock;
  const size_t count = std::min(kBlock, padded(numbers_.size() + 1) - first);
  const size_t n_curves = curves_.size() / sums_.size(), n_terms = terms_.size() / sums_.size();
  const Curve* const curves = curves_.data() + point * n_curves;
  const auto* const terms = terms_.data() + point * n_terms;
  double exponents[kBlock];
  for (size_t at = 0; at < count; at += kLanes) {
    const size_t from = first + at;
    Lanes sum = Lanes::load(constants_.data() + from);
    for (size_t t = 0; t < n_terms; ++t)
      sum = sum + Lanes::all(terms[t].factor) * Lanes::load(terms[t].numbers + from);
    for (size_t c = 0; c < n_curves; ++c) {
      const Lanes distance = (Lanes::all(curves[c].place) - Lanes::load(curves[c].centers + from)) *
                             Lanes::load(curves[c].scales + from);
      sum = sum - distance * distance;
    }
    sum.store(exponents + at);
  }
  sums_[point].add(exponents, weights_.data() + first, count);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
