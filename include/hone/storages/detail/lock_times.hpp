// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <chrono>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// How long a lock that does not change is waited for.
struct LockTimes {
  /// Then it is broken, where nobody can tell whether its holder lives.
  std::chrono::milliseconds grace{30000};
  /// Then waiting ends with an error, where its holder does live.
  std::chrono::milliseconds patience{60000};
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
