// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace hone {
inline namespace HONE_ABI {

/// A JSON array or object, kept as text: an attribute that is not a scalar.
struct Json {
  std::string text;
  friend bool operator==(const Json& a, const Json& b) { return a.text == b.text; }
};

/// The value of a parameter, a categorical choice or an attribute: null, bool, integer, number,
/// text, or Json (attributes only).
///
///   hone::Value batch = 32;
///   batch.as<int>();          // 32
///   batch.as<double>();       // 32.0
///   batch.as<std::string>();  // ArgumentError
///
/// Equality is strict: 1, 1.0 and true are different values. A plain value: can be copied, and
/// const objects can be shared among threads.
class Value {
 public:
  using Variant = std::variant<std::nullptr_t, bool, int64_t, double, std::string, Json>;

  Value(std::nullptr_t = nullptr);
  Value(const char* text);
  Value(std::string text);
  Value(Json json);
  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
  Value(T number) : value_(from_number(number)) {}
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  /// Returns the value as T: bool, an integer type, a floating-point type, std::string, Json or
  /// Value. Integers convert to floating-point types, and floating-point numbers without a fraction
  /// to integer types. Throws ArgumentError if the value is not a T or does not fit.
  template <class T>
  T as() const;

  const Variant& variant() const { return value_; }

  /// For messages: text in quotes, numbers with enough digits to distinguish them.
  std::string to_string() const;

  friend bool operator==(const Value& a, const Value& b) { return a.is_equal(b); }
  friend bool operator!=(const Value& a, const Value& b) { return !(a == b); }

 private:
  template <class T>
  static Variant from_number(T number) {
    if constexpr (std::is_same_v<T, bool> || std::is_floating_point_v<T>) {
      return static_cast<std::conditional_t<std::is_same_v<T, bool>, bool, double>>(number);
    } else {
      if constexpr (std::is_unsigned_v<T> && sizeof(T) == sizeof(int64_t))
        if (number > static_cast<T>(std::numeric_limits<int64_t>::max()))
          throw ArgumentError(
              "hone: the integer " + std::to_string(number) +
              " is above 2^63 - 1, the largest that a study can hold; pass it as text");
      return static_cast<int64_t>(number);
    }
  }

  bool is_equal(const Value& other) const;
  [[noreturn]] void refuse(const char* wanted) const;

  Variant value_;
};

template <class T>
T Value::as() const {
  if constexpr (std::is_same_v<T, Value>) {
    return *this;
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (const auto* text = std::get_if<std::string>(&value_)) return *text;
    refuse("text; read it with its own type");
  } else if constexpr (std::is_same_v<T, Json>) {
    if (const auto* json = std::get_if<Json>(&value_)) return *json;
    refuse("a JSON array or object; read it with its own type");
  } else if constexpr (std::is_same_v<T, bool>) {
    if (const auto* flag = std::get_if<bool>(&value_)) return *flag;
    refuse("a bool; read it with its own type");
  } else if constexpr (std::is_floating_point_v<T>) {
    if (const auto* number = std::get_if<double>(&value_)) {
      if (std::isfinite(*number) && std::abs(*number) > std::numeric_limits<T>::max())
        refuse("within the floating-point type that was asked for; read it as double");
      return static_cast<T>(*number);
    }
    if (const auto* integer = std::get_if<int64_t>(&value_)) return static_cast<T>(*integer);
    refuse("a number; read it with its own type");
  } else {
    static_assert(std::is_integral_v<T>,
                  "hone: a Value reads as bool, an integer, a floating-point number, std::string "
                  "or hone::Json");
    int64_t integer = 0;
    if (const auto* exact = std::get_if<int64_t>(&value_)) {
      integer = *exact;
    } else if (const auto* number = std::get_if<double>(&value_)) {
      if (!(*number >= -9223372036854775808.0 && *number < 9223372036854775808.0))
        refuse("an integer of this type");
      integer = static_cast<int64_t>(*number);
      if (static_cast<double>(integer) != *number) refuse("an integer; read it as double");
    } else {
      refuse("an integer; read it with its own type");
    }
    const T result = static_cast<T>(integer);
    if (static_cast<int64_t>(result) != integer || (result < T{}) != (integer < 0))
      refuse("within the integer type that was asked for; read it as int64_t");
    return result;
  }
}

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/impl/value.hpp>
#endif
