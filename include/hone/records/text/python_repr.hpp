// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A float as Python's repr writes it: the fewest digits that read back as the same one, plain from
/// 0.0001 up to 1e16 and with an exponent beyond.
std::string python_repr(double number);

/// Text as Python's repr writes it, where it is UTF-8; other bytes as its "surrogateescape" does.
std::string python_repr(std::string_view text);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/text/impl/python_repr.hpp>
#endif
