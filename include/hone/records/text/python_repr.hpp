// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A float as written by Python's repr: the fewest digits that read back as the same number,
/// without an exponent from 0.0001 up to 1e16.
std::string python_repr(double number);

/// UTF-8 text as written by Python's repr; other bytes as decoded by "surrogateescape".
std::string python_repr(std::string_view text);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/text/impl/python_repr.hpp>
#endif
