// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/python_repr.hpp>
#include <hone/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace hone {
inline namespace v0 {
namespace detail {

/// A parameter's value as Python's repr writes it.
template <class = void>
inline std::string python_repr(const Value& value) {
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
}  // namespace v0
}  // namespace hone
