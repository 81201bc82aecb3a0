// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/name.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void check_name(const char* what, const std::string& name) {
  if (name.empty())
    throw ArgumentError(std::string("hone: a ") + what + " without a name; give it one");
  for (const char c : name)
    if (c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      throw ArgumentError(std::string("hone: the ") + what + " name \"" + name + "\" has a " +
                          (c == '/'    ? "slash"
                           : c == '\n' ? "newline"
                                       : "control character") +
                          " in it; use letters, digits, '_', '-' and '.'");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
