// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/last_of_grid.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Decimal Decimal::of(double number) {
  char text[40];
  int places = 0;
  do std::snprintf(text, sizeof text, "%.*e", places, number);
  while (std::strtod(text, nullptr) != number && ++places <= 16);
  Decimal result;
  const char* at = text;
  for (; *at != 'e'; ++at)  // skips the decimal point of any locale
    if (*at >= '0' && *at <= '9') result.digits = result.digits * 10 + (*at - '0');
  if (number < 0) result.digits = -result.digits;
  result.exponent = std::atoi(at + 1) - std::min(places, 16);
  return result;
}

HONE_INLINE Decimal::Digits Decimal::scaled(int to) const {
  Digits result = digits;
  for (int i = exponent; i > to; --i) result *= 10;
  return result;
}

HONE_INLINE double Decimal::number() const {
  std::string text;
  for (Digits rest = digits < 0 ? -digits : digits; rest > 0; rest /= 10)
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  return std::strtod(((digits < 0 ? "-0" : "0") + text + 'e' + std::to_string(exponent)).c_str(),
                     nullptr);
}

HONE_INLINE double last_of_grid(double low, double high, double step) {
  if (!std::isfinite(high - low) || !std::isfinite(step)) return high;
  const Decimal each = Decimal::of(step);
  Decimal first = Decimal::of(low), last = Decimal::of(high);
  for (Decimal* end : {&first, &last})
    if (end->digits == 0) end->exponent = each.exponent;
  const int exponent = std::min({first.exponent, last.exponent, each.exponent});
  const double largest = std::max({std::abs(low), std::abs(high), step});
  if (std::log10(largest) - exponent > Decimal::kMostDigits)  // too many digits for Digits
    return std::min(high, low + std::floor((high - low) / step) * step);
  const Decimal::Digits width = last.scaled(exponent) - first.scaled(exponent);
  const Decimal::Digits over = width % each.scaled(exponent);
  if (over == 0) return high;
  return Decimal{last.scaled(exponent) - over, exponent}.number();
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
