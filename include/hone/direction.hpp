// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cmath>

namespace hone {
inline namespace v0 {

/// Which way is better. The numbers are Optuna's, and stand in files.
enum class Direction : int { not_set = 0, minimize = 1, maximize = 2 };

/// Whether `a` is better than `b`. NaN is never better, and anything else is better than NaN.
inline bool is_better(double a, double b, Direction direction) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(b) && !std::isnan(a);
  return direction == Direction::maximize ? a > b : a < b;
}

}  // namespace v0
}  // namespace hone
