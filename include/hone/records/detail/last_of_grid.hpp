// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A number as its shortest decimal text: 0.35 is 35 times 10^-2.
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

  /// `number` must be finite.
  static Decimal of(double number);

  /// The digits at exponent `to`.
  Digits scaled(int to) const;

  double number() const;
};

/// The last of low, low + step, ... that is not above high, in decimal arithmetic, in which 0.3 is
/// a multiple of 0.1. (Optuna: _adjust_discrete_uniform_high.)
double last_of_grid(double low, double high, double step);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/last_of_grid.hpp>
#endif
