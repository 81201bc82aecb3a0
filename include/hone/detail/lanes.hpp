// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/padded_column.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace hone {
inline namespace v0 {
namespace detail {

/// e^x for x of at most 0, to an ulp or two; e^-700 for anything below -700. Without branches and
/// calls, so that a loop over it becomes vector instructions, which std::exp does not.
inline double exp_not_positive(double x) {
  constexpr double kLog2E = 1.4426950408889634074;
  constexpr double kLn2High = 0x1.62e42fefa38p-1, kLn2Low = 0x1.ef35793c7673p-45;
  constexpr double kShifter = 0x1.8p52;  // adding it leaves the nearest integer in the low bits
  x = x > -700.0 ? x : -700.0;
  const double shifted = x * kLog2E + kShifter;
  const double twos = shifted - kShifter;
  const double r = (x - twos * kLn2High) - twos * kLn2Low;
  const double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
  // The Taylor polynomial of degree 13, in an order that lets its parts be computed side by side.
  const double p0 = (1 + r) + r2 * (1.0 / 2 + r * (1.0 / 6));
  const double p4 = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040));
  const double p8 =
      (1.0 / 40320 + r * (1.0 / 362880)) + r2 * (1.0 / 3628800 + r * (1.0 / 39916800));
  const double p12 = 1.0 / 479001600 + r * (1.0 / 6227020800.0);
  const double value = (p0 + r4 * p4) + r8 * (p8 + r4 * p12);
  uint64_t bits, exponent;
  std::memcpy(&bits, &value, sizeof bits);
  std::memcpy(&exponent, &shifted, sizeof exponent);
  bits += exponent << 52;
  double result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}

/// The logarithm of sum of w e^x, of numbers that arrive lanes at a time.
class LogSum {
 public:
  /// Takes the terms weights[i] * e^exponents[i]; `count` is a multiple of kLanes. A weight of 0
  /// goes with an exponent of minus infinity.
  void add(const double* __restrict exponents, const double* __restrict weights, size_t count) {
    double top[kLanes];
    std::copy(exponents, exponents + kLanes, top);
    for (size_t i = kLanes; i < count; i += kLanes)
      for (size_t lane = 0; lane < kLanes; ++lane)
        top[lane] = top[lane] > exponents[i + lane] ? top[lane] : exponents[i + lane];
    const double largest = *std::max_element(top, top + kLanes);
    if (largest > largest_) {
      for (double& sum : sums_) sum *= std::exp(largest_ - largest);
      largest_ = largest;
    }
    if (!(largest > largest_ - kNegligible)) return;
    for (size_t i = 0; i < count; i += kLanes) {
      bool counts = false;
      for (size_t lane = 0; lane < kLanes; ++lane)
        counts |= exponents[i + lane] > largest_ - kNegligible;
      if (!counts) continue;
      for (size_t lane = 0; lane < kLanes; ++lane)
        sums_[lane] += weights[i + lane] * exp_not_positive(exponents[i + lane] - largest_);
    }
  }

  double get() const {
    double sum = 0;
    for (const double part : sums_) sum += part;
    return largest_ + std::log(sum);
  }

 private:
  // The largest term's weight may be as small as the square of one over the number of terms.
  static constexpr double kNegligible = 75;

  double largest_ = -std::numeric_limits<double>::infinity();
  double sums_[kLanes] = {};
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
