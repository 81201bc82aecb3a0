// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <chrono>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Timeouts for a lock that does not change.
struct LockTimes {
  /// After this time, the lock is broken if it is unknown whether its holder is alive.
  std::chrono::milliseconds grace{30000};
  /// After this time, waiting fails with an error if the holder is alive.
  std::chrono::milliseconds patience{60000};
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
