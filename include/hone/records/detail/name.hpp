// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Names become folders, file records and lines of text: `what` ("parameter", "study", ...) must be
/// called something without a slash, a newline or another control character. Throws ArgumentError.
void check_name(const char* what, const std::string& name);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/name.hpp>
#endif
