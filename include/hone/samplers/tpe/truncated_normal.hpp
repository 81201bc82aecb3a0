// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cmath>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The standard normal distribution truncated to an interval, also far in the tails. Pure
/// functions.

constexpr double kSqrtHalf = 0.70710678118654752440;
constexpr double kLogSqrtTwoPi = 0.91893853320467274178;
/// Below this x the mass is not a normal double: use its logarithm.
constexpr double kFarTail = -37;

/// The probability mass below x.
inline double normal_mass(double x) { return 0.5 * std::erfc(-x * kSqrtHalf); }

/// The logarithm of the mass below x.
double log_normal_mass(double x);

/// The logarithm of the mass between a and b; minus infinity if they are equal.
double log_normal_mass(double a, double b);

/// Returns the x with mass p below it; p is at most 0.5. (Wichura: Algorithm AS 241, 1988.)
double normal_quantile(double p);

/// Returns the point of [a, b] that has the fraction q of the mass of [a, b] below it.
double truncated_normal_quantile(double q, double a, double b);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/truncated_normal.hpp>
#endif
