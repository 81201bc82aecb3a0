// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <variant>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE void Value::refuse(const char* wanted) const {
  throw ArgumentError("hone: " + to_string() + " is not " + wanted);
}

HONE_INLINE std::string Value::to_string() const {
  if (const auto* flag = std::get_if<bool>(&value_)) return *flag ? "true" : "false";
  if (const auto* integer = std::get_if<int64_t>(&value_)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&value_)) {
    char text[32];
    std::snprintf(text, sizeof text, "%.17g", *number);
    char shorter[32];
    std::snprintf(shorter, sizeof shorter, "%g", *number);
    return std::strtod(shorter, nullptr) == *number ? shorter : text;
  }
  if (const auto* text = std::get_if<std::string>(&value_)) return '"' + *text + '"';
  if (const auto* json = std::get_if<Json>(&value_)) return json->text;
  return "null";
}

}  // namespace HONE_ABI
}  // namespace hone
