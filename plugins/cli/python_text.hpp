// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/text/json.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

/// Values as Python's str() and repr() print them, as in Optuna's command line, so that scripts
/// which read its tables can read hone's.
namespace hone_cli {

/// The shortest digits that read back the same; with an exponent below 1e-4 and from 1e16 on.
inline std::string python_text(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  char text[40];
  int precision = 0;
  do std::snprintf(text, sizeof text, "%.*e", precision, number);
  while (std::strtod(text, nullptr) != number && ++precision < 17);
  const std::string shortest = text;
  const size_t e = shortest.find('e');
  const int exponent = std::atoi(shortest.c_str() + e + 1);
  if (exponent < -4 || exponent >= 16) return shortest;
  std::snprintf(text, sizeof text, "%.*f", std::max(1, precision - exponent), number);
  return text;
}

/// As in a list or a dict: text is quoted.
inline std::string python_repr(const std::string& text) {
  const char quote =
      text.find('\'') != std::string::npos && text.find('"') == std::string::npos ? '"' : '\'';
  std::string out(1, quote);
  for (const char c : text) {
    char hex[8];
    std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    if (c == quote || c == '\\')
      (out += '\\') += c;
    else if (c == '\n' || c == '\t' || c == '\r')
      (out += '\\') += c == '\n' ? 'n' : c == '\t' ? 't' : 'r';
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += hex;
    else
      out += c;
  }
  return out + quote;
}

inline std::string python_repr(const hone::detail::JsonValue& value) {
  if (value.IsNull()) return "None";
  if (value.IsBool()) return value.GetBool() ? "True" : "False";
  if (value.IsInt64()) return std::to_string(value.GetInt64());
  if (value.IsNumber()) return python_text(value.GetDouble());
  if (value.IsString()) return python_repr(hone::detail::text_from_json(value));
  std::string out;
  if (value.IsArray()) {
    for (const auto& element : value.GetArray())
      out += (out.empty() ? "" : ", ") + python_repr(element);
    return "[" + out + "]";
  }
  for (const auto& member : value.GetObject())
    out += (out.empty() ? "" : ", ") + python_repr(member.name) + ": " + python_repr(member.value);
  return "{" + out + "}";
}

/// As print() shows it: text is not quoted.
inline std::string python_text(const hone::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.variant())) return *text;
  hone::detail::JsonReader reader;
  const std::string json = hone::detail::to_json(value);
  return python_repr(*reader.parse(json));
}

/// For example 2026-11-23 16:12:57; in local time.
inline std::string python_text(hone::TimePoint time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(
          std::chrono::floor<std::chrono::seconds>(time)));
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
  return text;
}

/// A timedelta, for example 1 day, 2:03:04.500000
inline std::string python_text(std::chrono::microseconds duration) {
  constexpr int64_t kDay = int64_t{86400} * 1000000;
  int64_t days = duration.count() / kDay, rest = duration.count() % kDay;
  if (rest < 0) rest += kDay, --days;
  char text[64];
  std::snprintf(text, sizeof text, "%d:%02d:%02d", static_cast<int>(rest / 3600000000),
                static_cast<int>(rest / 60000000 % 60), static_cast<int>(rest / 1000000 % 60));
  std::string out = text;
  if (rest % 1000000 != 0) {
    std::snprintf(text, sizeof text, ".%06d", static_cast<int>(rest % 1000000));
    out += text;
  }
  if (days == 0) return out;
  return std::to_string(days) + (std::abs(days) == 1 ? " day, " : " days, ") + out;
}

}  // namespace hone_cli
