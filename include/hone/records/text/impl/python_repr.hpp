// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/text/python_repr.hpp>
#include <hone/records/text/utf8.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string python_repr(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  const double size = std::abs(number);
  const bool is_plain = size == 0 || (size >= 1e-4 && size < 1e16);
  char text[40];
#ifdef __cpp_lib_to_chars
  const auto format = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
  std::string result(text, std::to_chars(text, text + sizeof text, number, format).ptr);
#else
  int digits = 1;
  do std::snprintf(text, sizeof text, "%.*g", digits, number);
  while (std::strtod(text, nullptr) != number && ++digits <= 17);
  if (is_plain && size >= 1) std::snprintf(text, sizeof text, "%.17g", number);
  std::string result = text;
#endif
  if (is_plain && result.find('.') == std::string::npos) result += ".0";
  return result;
}

HONE_INLINE std::string python_repr(std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out(1, quote);
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    const size_t length = utf8_length(text, at);
    if (c == quote || c == '\\') {
      (out += '\\') += c;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      (out += '\\') += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
    } else if (length == 0 || byte < 0x20 || byte == 0x7f) {
      ((out += length == 0 ? "\\udc" : "\\x") += hex[byte >> 4]) += hex[byte & 15];
    } else {
      out.append(text, at, length);
    }
    at += length == 0 ? 1 : length;
  }
  return out += quote;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
