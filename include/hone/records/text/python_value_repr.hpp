// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/value.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A parameter's value as written by Python's repr.
std::string python_repr(const Value& value);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/text/impl/python_value_repr.hpp>
#endif
