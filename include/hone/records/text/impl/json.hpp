// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/text/utf8.hpp>
#include <hone/records/value.hpp>

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#ifndef __cpp_lib_to_chars
#include <locale>
#include <sstream>
#endif

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void append_json(std::string& out, int64_t integer) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, integer).ptr);
}

HONE_INLINE void append_json(std::string& out, double number) {
  if (std::isnan(number)) {
    out += "NaN";
  } else if (std::isinf(number)) {
    out += number > 0 ? "Infinity" : "-Infinity";
  } else {
    char text[40];
#ifdef __cpp_lib_to_chars
    // As in Python: large numbers get an exponent, not padding digits that they do not have.
    char* const end =
        std::abs(number) < 1e16
            ? std::to_chars(text, text + sizeof text, number).ptr
            : std::to_chars(text, text + sizeof text, number, std::chars_format::scientific).ptr;
#else
    char* const end = rapidjson::internal::dtoa(number, text);
#endif
    out.append(text, end);
    const std::string_view written(text, static_cast<size_t>(end - text));
    if (written.find_first_of(".e") == std::string_view::npos) out += ".0";
  }
}

HONE_INLINE void append_json(std::string& out, std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && kPlainCharacters.has(text[end])) ++end;
    out.append(text, at, end - at);
    if ((at = end) == text.size()) break;
    const unsigned char c = static_cast<unsigned char>(text[at]);
    const size_t length = c < 0x80 ? 1 : utf8_length(text, at);
    if (length == 0) {
      (out += "\\udc") += hex[c >> 4];
      out += hex[c & 15];
    } else if (c == '"' || c == '\\') {
      (out += '\\') += text[at];
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < 0x20) {
      (out += "\\u00") += hex[c >> 4];
      out += hex[c & 15];
    } else {
      out.append(text, at, length);
    }
    at += length == 0 ? 1 : length;
  }
  out += '"';
}

HONE_INLINE void append_json(std::string& out, const JsonValue& value) {
  if (value.IsNull()) {
    out += "null";
  } else if (value.IsBool()) {
    out += value.GetBool() ? "true" : "false";
  } else if (value.IsInt64()) {
    append_json(out, static_cast<int64_t>(value.GetInt64()));
  } else if (value.IsNumber()) {
    append_json(out, value.GetDouble());
  } else if (value.IsString()) {
    append_json(out, std::string_view(value.GetString(), value.GetStringLength()));
  } else if (value.IsArray()) {
    char before = '[';
    for (const JsonValue& element : value.GetArray()) {
      out += before;
      append_json(out, element);
      before = ',';
    }
    out += before == '[' ? "[]" : "]";
  } else {
    char before = '{';
    for (const auto& member : value.GetObject()) {
      out += before;
      append_json(out, member.name);
      out += ':';
      append_json(out, member.value);
      before = ',';
    }
    out += before == '{' ? "{}" : "}";
  }
}

HONE_INLINE double double_from_json(std::string_view text) {
  double number = 0;
#ifdef __cpp_lib_to_chars
  if (std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc())
    return number;
  const size_t digit = text.find_first_not_of('-');
  const bool tiny = text[digit] == '0' || text.find("e-") != std::string_view::npos ||
                    text.find("E-") != std::string_view::npos;
  number = tiny ? 0.0 : std::numeric_limits<double>::infinity();
  return digit > 0 ? -number : number;
#else
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  stream >> number;
  return number;
#endif
}

HONE_INLINE const JsonValue* JsonReader::parse(std::string_view text) {
  if (const JsonValue* value = attempt(text)) return value;
  if (code_ != rapidjson::kParseErrorStringUnicodeSurrogateInvalid) return nullptr;
  // A lone surrogate escape, which Python writes and accepts.
  std::string mended(text);
  const auto unit = [&](size_t from) {
    return from + 6 <= mended.size() && mended.compare(from, 2, "\\u") == 0
               ? std::strtoul(mended.substr(from + 2, 4).c_str(), nullptr, 16)
               : 0ul;
  };
  for (size_t at = mended.find('\\'); at < mended.size(); at = mended.find('\\', at)) {
    const unsigned long first = unit(at), second = unit(at + 6);
    const bool is_high = first >= 0xd800 && first <= 0xdbff;
    const bool is_pair = is_high && second >= 0xdc00 && second <= 0xdfff;
    if (is_high && !is_pair) mended.replace(at, 6, "\\ufffd");
    at += is_pair ? 12 : 2;
  }
  return attempt(mended);
}

HONE_INLINE std::string JsonReader::error() const {
  return too_deep_ ? "it nests deeper than " + std::to_string(kMaxJsonDepth) + " levels"
                   : std::string(rapidjson::GetParseError_En(code_));
}

HONE_INLINE bool JsonReader::Builder::RawNumber(const char* text, rapidjson::SizeType length,
                                                bool) {
  int64_t integer = 0;
  const auto read = std::from_chars(text, text + length, integer);
  if (read.ec == std::errc() && read.ptr == text + length) return to.Int64(integer);
  return to.Double(double_from_json(std::string_view(text, length)));
}

HONE_INLINE bool JsonReader::Builder::String(const char* text, rapidjson::SizeType length, bool) {
  if (!std::memchr(text, 0xed, length)) return to.String(text, length, true);
  const std::string bytes = without_surrogates(std::string_view(text, length));
  return to.String(bytes.data(), static_cast<rapidjson::SizeType>(bytes.size()), true);
}

HONE_INLINE std::string JsonReader::Builder::without_surrogates(std::string_view text) {
  std::string bytes;
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = [&](size_t i) -> unsigned {
      return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    if (byte(0) == 0xed && (byte(1) == 0xb2 || byte(1) == 0xb3) && (byte(2) & 0xc0u) == 0x80u) {
      bytes += static_cast<char>(((byte(1) & 1u) << 6) | byte(2));
      at += 2;
    } else {
      bytes += text[at];
    }
  }
  return bytes;
}

HONE_INLINE const JsonValue* JsonReader::attempt(std::string_view text) {
  document_.SetNull();
  pool_.Clear();
  rapidjson::MemoryStream stream(text.data(), text.size());
  Builder builder{document_};
  bool whole = false;
  auto generate = [&](rapidjson::Document&) {
    constexpr unsigned flags = rapidjson::kParseNanAndInfFlag | rapidjson::kParseIterativeFlag |
                               rapidjson::kParseNumbersAsStringsFlag;
    const rapidjson::ParseResult result = reader_.Parse<flags>(stream, builder);
    code_ = result.Code();
    // The parser stops at a zero byte.
    whole = !result.IsError() && stream.Tell() == text.size();
    if (!result.IsError() && !whole) code_ = rapidjson::kParseErrorDocumentRootNotSingular;
    return whole;
  };
  document_.Populate(generate);
  too_deep_ = builder.depth > kMaxJsonDepth;
  return whole ? &document_ : nullptr;
}

HONE_INLINE Json compact(const Json& json) {
  JsonReader reader;
  const JsonValue* value = reader.parse(json.text);
  if (!value)
    throw ArgumentError("hone: this is not JSON: " + json.text.substr(0, 60) + " (" +
                        reader.error() + ")");
  Json result;
  append_json(result.text, *value);
  return result;
}

HONE_INLINE void append_json(std::string& out, const Value& value) {
  struct Append {
    std::string& out;
    void operator()(std::nullptr_t) const { out += "null"; }
    void operator()(bool flag) const { out += flag ? "true" : "false"; }
    void operator()(int64_t integer) const { append_json(out, integer); }
    void operator()(double number) const { append_json(out, number); }
    void operator()(const std::string& text) const { append_json(out, std::string_view(text)); }
    void operator()(const Json& json) const { out += compact(json).text; }
  };
  std::visit(Append{out}, value.variant());
}

HONE_INLINE std::string to_json(const Value& value) {
  std::string text;
  append_json(text, value);
  return text;
}

HONE_INLINE Value value_from_json(const JsonValue& value) {
  if (value.IsNull()) return nullptr;
  if (value.IsBool()) return value.GetBool();
  if (value.IsInt64()) return static_cast<int64_t>(value.GetInt64());
  if (value.IsNumber()) return value.GetDouble();
  if (value.IsString()) return text_from_json(value);
  Json json;
  append_json(json.text, value);
  return json;
}

HONE_INLINE void append_json(std::string& out, const std::map<std::string, Value>& values) {
  char before = '{';
  for (const auto& [key, value] : values) {
    out += before;
    append_json(out, std::string_view(key));
    out += ':';
    append_json(out, value);
    before = ',';
  }
  out += before == '{' ? "{}" : "}";
}

HONE_INLINE std::string to_json(const std::map<std::string, Value>& values) {
  std::string text;
  append_json(text, values);
  return text;
}

HONE_INLINE std::map<std::string, Value> attributes_from_json(const JsonValue& value) {
  std::map<std::string, Value> attributes;
  if (value.IsObject())
    for (const auto& member : value.GetObject())
      attributes[text_from_json(member.name)] = value_from_json(member.value);
  return attributes;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
