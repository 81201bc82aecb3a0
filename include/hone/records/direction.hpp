// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

namespace hone {
inline namespace HONE_ABI {

/// The direction of an objective. The numeric values are Optuna's and are stored in files.
enum class Direction : int { not_set = 0, minimize = 1, maximize = 2 };

/// Whether `a` is better than `b`. NaN is worse than any other value.
bool is_better(double a, double b, Direction direction);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/impl/direction.hpp>
#endif
