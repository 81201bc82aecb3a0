// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/text/python_repr.hpp>
#include <hone/records/text/python_value_repr.hpp>
#include <hone/records/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string python_repr(const Value& value) {
  struct Print {
    std::string operator()(std::nullptr_t) const { return "None"; }
    std::string operator()(bool flag) const { return flag ? "True" : "False"; }
    std::string operator()(int64_t integer) const { return std::to_string(integer); }
    std::string operator()(double number) const { return python_repr(number); }
    std::string operator()(const std::string& text) const {
      return python_repr(std::string_view(text));
    }
    std::string operator()(const Json& json) const { return json.text; }
  };
  return std::visit(Print{}, value.variant());
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
