// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cmath>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The standard normal distribution cut to an interval, far into the tails. Pure functions.

constexpr double kSqrtHalf = 0.70710678118654752440;
constexpr double kLogSqrtTwoPi = 0.91893853320467274178;
/// Below this the mass under the curve is no normal double any more: work with its logarithm.
constexpr double kFarTail = -37;

/// The mass below x.
inline double normal_mass(double x) { return 0.5 * std::erfc(-x * kSqrtHalf); }

/// The logarithm of the mass below x.
double log_normal_mass(double x);

/// The logarithm of the mass between a and b; minus infinity where they are equal.
double log_normal_mass(double a, double b);

/// x with mass p below it, where p is at most one half. (Wichura: Algorithm AS 241, 1988.)
double normal_quantile(double p);

/// The point of [a, b] below which lies the part q of the mass between them.
double truncated_normal_quantile(double q, double a, double b);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/truncated_normal.hpp>
#endif
