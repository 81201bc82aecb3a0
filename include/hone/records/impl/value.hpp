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

HONE_INLINE Value::Value(std::nullptr_t) {}
HONE_INLINE Value::Value(const char* text) : value_(std::string(text)) {}
HONE_INLINE Value::Value(std::string text) : value_(std::move(text)) {}
HONE_INLINE Value::Value(Json json) : value_(std::move(json)) {}
HONE_INLINE Value::Value(const Value& other) = default;
HONE_INLINE Value::Value(Value&& other) noexcept = default;
HONE_INLINE Value& Value::operator=(const Value& other) = default;
HONE_INLINE Value& Value::operator=(Value&& other) noexcept = default;
HONE_INLINE Value::~Value() = default;

HONE_INLINE bool Value::is_equal(const Value& other) const { return value_ == other.value_; }

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
