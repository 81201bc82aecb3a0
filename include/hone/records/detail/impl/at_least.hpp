// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/at_least.hpp>

#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE int64_t at_least(int64_t least, const char* what, int64_t n) {
  if (n >= least) return n;
  throw ArgumentError(std::string("hone: ") + what + " of " + std::to_string(n) +
                      "; it is at least " + std::to_string(least));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
