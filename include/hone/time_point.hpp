// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace hone {
inline namespace v0 {

/// When a trial began and ended.
using TimePoint = std::chrono::system_clock::time_point;

}  // namespace v0
}  // namespace hone
