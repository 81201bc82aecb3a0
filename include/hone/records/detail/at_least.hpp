// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Returns `n`, the value of the option `what`. Throws ArgumentError if it is below `least`.
int64_t at_least(int64_t least, const char* what, int64_t n);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/at_least.hpp>
#endif
