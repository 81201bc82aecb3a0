// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/text.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/text/timestamp.hpp>
#include <hone/records/text/utf8.hpp>
#include <hone/records/value.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#ifndef __cpp_lib_to_chars
#include <locale>
#include <sstream>
#endif

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string python_json(std::string_view compact) {
  constexpr char hex[] = "0123456789abcdef";
  std::string out;
  bool is_text = false;
  const auto escape = [&](unsigned unit) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += hex[(unit >> shift) & 15u];
  };
  for (size_t at = 0; at < compact.size();) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(compact[at + i]); };
    const size_t length = utf8_length(compact, at);
    if (length <= 1) {
      const char c = compact[at++];
      out += c;
      if (c == '\\' && at < compact.size()) out += compact[at++];
      if (c == '"') is_text = !is_text;
      if (!is_text && (c == ',' || c == ':')) out += ' ';
      continue;
    }
    unsigned point = byte(0) & (length == 2 ? 0x1fu : length == 3 ? 0x0fu : 0x07u);
    for (size_t i = 1; i < length; ++i) point = (point << 6) | (byte(i) & 0x3fu);
    if (point >= 0x10000) escape(0xd800 + ((point - 0x10000) >> 10));
    escape(point >= 0x10000 ? 0xdc00 + ((point - 0x10000) & 0x3ffu) : point);
    at += length;
  }
  return out;
}

HONE_INLINE std::string python_json_of(const Value& value) { return python_json(to_json(value)); }

HONE_INLINE SqlValue sql_time(const std::optional<TimePoint>& time) {
  if (!time) return nullptr;
  std::string text = to_timestamp(*time).substr(0, 26);
  text[10] = ' ';
  return text;
}

HONE_INLINE std::optional<TimePoint> time_from_sql(const SqlValue& value) {
  const std::string& text = text_of(value);
  return text.empty() ? std::nullopt : from_timestamp(text + 'Z');
}

HONE_INLINE SqlValue sql_number(double number) {
  if (!std::isfinite(number)) return nullptr;
  return number;
}

HONE_INLINE std::string number_type(double number) {
  return std::isfinite(number) ? "FINITE"
         : std::isnan(number)  ? "NAN"
         : number > 0          ? "INF_POS"
                               : "INF_NEG";
}

HONE_INLINE std::string number_type_case(const std::string& column) {
  return "CASE " + column +
         " WHEN 'FINITE' THEN 0 WHEN 'INF_POS' THEN 1 WHEN 'INF_NEG' THEN 2 ELSE 3 END";
}

HONE_INLINE double number_from_sql(const SqlValue& value, int64_t type) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (type == 1) return infinity;
  if (type == 2) return -infinity;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* integer = std::get_if<int64_t>(&value)) return static_cast<double>(*integer);
  return std::numeric_limits<double>::quiet_NaN();
}

HONE_INLINE double number_from_text(const std::string& text) {
  double number = std::numeric_limits<double>::quiet_NaN();
#ifdef __cpp_lib_to_chars
  std::from_chars(text.data(), text.data() + text.size(), number);
#else
  std::istringstream stream(text);
  stream.imbue(std::locale::classic());
  stream >> number;
#endif
  return number;
}

HONE_INLINE std::string state_name(TrialState state) {
  constexpr const char* names[] = {"RUNNING", "COMPLETE", "PRUNED", "FAIL", "WAITING"};
  return names[static_cast<size_t>(state)];
}

HONE_INLINE TrialState state_from_name(const std::string& name) {
  for (const TrialState state : {TrialState::running, TrialState::complete, TrialState::pruned,
                                 TrialState::fail, TrialState::waiting})
    if (state_name(state) == name) return state;
  throw StorageError("hone: a trial in the database has the state \"" + name +
                     "\", which is none of Optuna's");
}

HONE_INLINE std::string direction_name(Direction direction) {
  return direction == Direction::maximize   ? "MAXIMIZE"
         : direction == Direction::minimize ? "MINIMIZE"
                                            : "NOT_SET";
}

HONE_INLINE Direction direction_from_name(const std::string& name) {
  return name == "MAXIMIZE"   ? Direction::maximize
         : name == "MINIMIZE" ? Direction::minimize
                              : Direction::not_set;
}

HONE_INLINE const std::string& sql_name(const char* what, const std::string& name) {
  constexpr size_t kLimit = 512;
  size_t characters = 0;
  for (size_t at = 0; at < name.size(); ++characters) {
    const size_t length = utf8_length(name, at);
    if (length == 0 || name[at] == '\0')
      throw ArgumentError(std::string("hone: a ") + what +
                          " is not UTF-8, or has a zero byte in it, and cannot be a name in a "
                          "database: " +
                          to_json(name));
    at += length;
  }
  if (characters > kLimit)
    throw ArgumentError(std::string("hone: a ") + what + " has " + std::to_string(characters) +
                        " characters, and Optuna's tables hold 512: " + name.substr(0, 40) + "...");
  return name;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
