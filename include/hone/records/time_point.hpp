// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <chrono>

namespace hone {
inline namespace HONE_ABI {

/// Start and end times of trials.
using TimePoint = std::chrono::system_clock::time_point;

}  // namespace HONE_ABI
}  // namespace hone
