// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/tpe/truncated_normal.hpp>

#include <algorithm>
#include <cmath>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE double log_normal_mass(double x) {
  if (x > 0) return std::log1p(-normal_mass(-x));
  if (x > kFarTail) return std::log(normal_mass(x));
  // The asymptotic series 1 - 1/x^2 + 3/x^4 - 15/x^6 + ...
  const double factor = -1 / (x * x);
  double term = 1, sum = 1;
  for (int i = 1; std::abs(term) > 1e-17; i += 2) {
    term *= factor * i;
    sum += term;
  }
  return -0.5 * x * x - std::log(-x) - kLogSqrtTwoPi + std::log(sum);
}

HONE_INLINE double log_normal_mass(double a, double b) {
  if (a > 0) return log_normal_mass(-b, -a);  // the left tail is more precise
  const double half = 0.5 * (b - a), middle = 0.5 * (a + b);
  if (half * std::max(1.0, std::abs(middle)) < 0.125) {
    // The difference of two masses would cancel. This integrates the Taylor series about the
    // middle, with Hermite polynomials; the next term is below 1e-16 here.
    const double h = half * half, m = middle * middle;
    const double second = m - 1, fourth = (m - 6) * m + 3, sixth = ((m - 15) * m + 45) * m - 15;
    const double eighth = (((m - 28) * m + 210) * m - 420) * m + 105;
    const double tenth = ((((m - 45) * m + 630) * m - 3150) * m + 4725) * m - 945;
    const double series =
        h / 6 *
        (second + h / 20 * (fourth + h / 42 * (sixth + h / 72 * (eighth + h / 110 * tenth))));
    return std::log(2 * half) - 0.5 * m - kLogSqrtTwoPi + std::log1p(series);
  }
  if (b <= 0) {
    if (b > kFarTail) return std::log(normal_mass(b) - normal_mass(a));
    const double log_b = log_normal_mass(b);
    return log_b + std::log1p(-std::exp(log_normal_mass(a) - log_b));
  }
  const double outside = normal_mass(a) + normal_mass(-b);
  if (outside < 0.5) return std::log1p(-outside);
  return std::log(0.5 * (std::erf(b * kSqrtHalf) - std::erf(a * kSqrtHalf)));
}

/// (c[0] + c[1] r + ... + c[7] r^7) / (d[0] + d[1] r + ... + d[7] r^7).
HONE_INLINE double ratio_of_polynomials(double r, const double (&c)[8], const double (&d)[8]) {
  double above = c[7], below = d[7];
  for (int i = 6; i >= 0; --i) {
    above = above * r + c[i];
    below = below * r + d[i];
  }
  return above / below;
}

HONE_INLINE double normal_quantile(double p) {
  if (p >= 0.075) {
    constexpr double c[8] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                             1.9715909503065514427e3, 1.3731693765509461125e4,
                             4.5921953931549871457e4, 6.7265770927008700853e4,
                             3.3430575583588128105e4, 2.5090809287301226727e3};
    constexpr double d[8] = {1,
                             4.2313330701600911252e1,
                             6.8718700749205790830e2,
                             5.3941960214247511077e3,
                             2.1213794301586595867e4,
                             3.9307895800092710610e4,
                             2.8729085735721942674e4,
                             5.2264952788528545610e3};
    const double q = p - 0.5;
    return q * ratio_of_polynomials(0.180625 - q * q, c, d);
  }
  const double r = std::sqrt(-std::log(p));
  if (r <= 5) {
    constexpr double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                             5.76949722146069140550e0,  3.64784832476320460504e0,
                             1.27045825245236838258e0,  2.41780725177450611770e-1,
                             2.27238449892691845833e-2, 7.74545014278341407640e-4};
    constexpr double d[8] = {1,
                             2.05319162663775882187e0,
                             1.67638483018380384940e0,
                             6.89767334985100004550e-1,
                             1.48103976427480074590e-1,
                             1.51986665636164571966e-2,
                             5.47593808499534494600e-4,
                             1.05075007164441684324e-9};
    return -ratio_of_polynomials(r - 1.6, c, d);
  }
  constexpr double c[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                           1.78482653991729133580e0,  2.96560571828504891230e-1,
                           2.65321895265761230930e-2, 1.24266094738807843860e-3,
                           2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double d[8] = {1,
                           5.99832206555887937690e-1,
                           1.36929880922735805310e-1,
                           1.48753612908506148525e-2,
                           7.86869131145613259100e-4,
                           1.84631831751005468180e-5,
                           1.42151175831644588870e-7,
                           2.04426310338993978564e-15};
  return -ratio_of_polynomials(r - 5, c, d);
}

/// The same for a p that is too small for a double, given by its logarithm.
HONE_INLINE double normal_quantile_of_log(double log_p) {
  if (log_p > -600) return normal_quantile(std::exp(log_p));
  // Here the log mass is nearly a parabola, so Newton's method converges quickly.
  double x = -std::sqrt(-2 * (log_p + kLogSqrtTwoPi + std::log(-2 * log_p) / 2));
  for (int i = 0; i < 20; ++i) {
    const double log_mass = log_normal_mass(x);
    const double step = (log_mass - log_p) * std::exp(log_mass + 0.5 * x * x + kLogSqrtTwoPi);
    x -= step;
    if (std::abs(step) <= 1e-15 * std::abs(x)) break;
  }
  return x;
}

HONE_INLINE double truncated_normal_quantile(double q, double a, double b) {
  if (a > 0) return -truncated_normal_quantile(1 - q, -b, -a);
  if (q <= 0) return a;
  if (q >= 1) return b;
  double x;
  if (b <= kFarTail) {
    const double from_a = std::log(q) + log_normal_mass(a, b), below_a = log_normal_mass(a);
    const double top = std::max(from_a, below_a), other = std::min(from_a, below_a);
    x = normal_quantile_of_log(top + std::log1p(std::exp(other - top)));
  } else {
    const double below_a = normal_mass(a), above_b = normal_mass(-b);
    const double mass = b <= 0 ? normal_mass(b) - below_a : 1 - below_a - above_b;
    const double below = below_a + q * mass;
    // Measured from the nearer end, so that neither tail loses digits.
    x = below <= 0.5 ? normal_quantile(below) : -normal_quantile(above_b + (1 - q) * mass);
  }
  return std::clamp(x, a, b);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
