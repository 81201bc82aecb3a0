// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The length of the valid UTF-8 sequence at `at`; 0 if it is invalid.
size_t utf8_length(std::string_view text, size_t at);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/text/impl/utf8.hpp>
#endif
