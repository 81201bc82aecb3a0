// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/tpe/lanes.hpp>

#include <cmath>
#include <cstddef>
#include <limits>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The logarithm of a sum of terms w e^x that are added in blocks. No weight is above 1.
class LogSum {
 public:
  /// Adds the terms weights[i] * e^exponents[i]. `count` is a multiple of kLanes. If a weight is 0,
  /// its exponent is minus infinity.
  void add(const double* exponents, const double* weights, size_t count) {
    Lanes tops = Lanes::load(exponents);
    for (size_t at = kLanes; at < count; at += kLanes)
      tops = larger(tops, Lanes::load(exponents + at));
    const double top = largest(tops);
    if (!(top > largest_ - kNegligible)) return;
    if (top > largest_) {
      sum_ *= std::exp(largest_ - top);
      largest_ = top;
    }
    const Lanes reference = Lanes::all(largest_), smallest = Lanes::all(-700);
    Lanes sums = Lanes::all(0);
    for (size_t at = 0; at < count; at += kLanes) {
      const Lanes exponent = larger(Lanes::load(exponents + at) - reference, smallest);
      sums = sums + Lanes::load(weights + at) * exp_not_positive(exponent);
    }
    sum_ += sum(sums);
  }

  /// Minus infinity before the first term. Never decreases.
  double get() const { return largest_ + std::log(sum_); }

 private:
  // Leaves room for the largest term's weight: it may be as small as 1 / (number of terms)^2.
  static constexpr double kNegligible = 75;

  double largest_ = -std::numeric_limits<double>::infinity();
  double sum_ = 0;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
