// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

namespace hone {
inline namespace HONE_ABI {

/// Which way is better. The numbers are Optuna's, and stand in files.
enum class Direction : int { not_set = 0, minimize = 1, maximize = 2 };

/// Whether `a` is better than `b`. NaN is never better, and anything else is better than NaN.
bool is_better(double a, double b, Direction direction);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/impl/direction.hpp>
#endif
