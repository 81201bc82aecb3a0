// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/direction.hpp>

#include <cmath>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE bool is_better(double a, double b, Direction direction) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(b) && !std::isnan(a);
  return direction == Direction::maximize ? a > b : a < b;
}

}  // namespace HONE_ABI
}  // namespace hone
