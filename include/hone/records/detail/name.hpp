// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Checks a name, since names are used for directories, file records and lines of text. Throws
/// ArgumentError if it is empty or contains a slash, a newline or another control character. `what`
/// says what it names ("parameter", "study", ...).
void check_name(const char* what, const std::string& name);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/name.hpp>
#endif
