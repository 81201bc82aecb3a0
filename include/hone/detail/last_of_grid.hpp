// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace hone {
inline namespace v0 {
namespace detail {

/// What a number's shortest text says of it: 0.35 is 35 times 10^-2.
struct Decimal {
#ifdef __SIZEOF_INT128__
  __extension__ typedef __int128 Digits;
  static constexpr double kMostDigits = 37;
#else
  using Digits = long long;
  static constexpr double kMostDigits = 17;
#endif

  Digits digits = 0;
  int exponent = 0;

  /// Of a finite number.
  template <class = void>
  static Decimal of(double number) {
    char text[40];
    int places = 0;
    do std::snprintf(text, sizeof text, "%.*e", places, number);
    while (std::strtod(text, nullptr) != number && ++places <= 16);
    Decimal result;
    const char* at = text;
    for (; *at != 'e'; ++at)  // whatever the locale has for a point
      if (*at >= '0' && *at <= '9') result.digits = result.digits * 10 + (*at - '0');
    if (number < 0) result.digits = -result.digits;
    result.exponent = std::atoi(at + 1) - std::min(places, 16);
    return result;
  }

  /// Times 10^-exponent.
  template <class = void>
  Digits scaled(int to) const {
    Digits result = digits;
    for (int i = exponent; i > to; --i) result *= 10;
    return result;
  }

  template <class = void>
  double number() const {
    std::string text;
    for (Digits rest = digits < 0 ? -digits : digits; rest > 0; rest /= 10)
      text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    return std::strtod(((digits < 0 ? "-0" : "0") + text + 'e' + std::to_string(exponent)).c_str(),
                       nullptr);
  }
};

/// The last of low, low + step, ... at or below high, calculated in decimals: 0.3 is a multiple of
/// 0.1. (Optuna: _adjust_discrete_uniform_high.)
template <class = void>
inline double last_of_grid(double low, double high, double step) {
  if (!std::isfinite(high - low) || !std::isfinite(step)) return high;
  const Decimal each = Decimal::of(step);
  Decimal first = Decimal::of(low), last = Decimal::of(high);
  for (Decimal* end : {&first, &last})
    if (end->digits == 0) end->exponent = each.exponent;
  const int exponent = std::min({first.exponent, last.exponent, each.exponent});
  const double largest = std::max({std::abs(low), std::abs(high), step});
  if (std::log10(largest) - exponent > Decimal::kMostDigits)  // too many to calculate with
    return std::min(high, low + std::floor((high - low) / step) * step);
  const Decimal::Digits width = last.scaled(exponent) - first.scaled(exponent);
  const Decimal::Digits over = width % each.scaled(exponent);
  if (over == 0) return high;
  return Decimal{last.scaled(exponent) - over, exponent}.number();
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
