// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/value.hpp>

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// JSON as Python writes and reads it: NaN, Infinity and -Infinity are bare tokens, 1 and 1.0
// differ, and bytes that are not UTF-8 are encoded as by Python's "surrogateescape": 0xff is
// \udcff.

namespace hone {
inline namespace HONE_ABI {
namespace detail {

using JsonValue = rapidjson::Value;

/// Maximum nesting depth of arrays and objects; the same as Python's parser.
constexpr int kMaxJsonDepth = 1000;

void append_json(std::string& out, int64_t integer);

/// Appends the shortest text that reads back as the same double and not as an integer.
void append_json(std::string& out, double number);

/// The ASCII characters that JSON strings do not escape.
struct PlainCharacters {
  bool is_plain[256] = {};
  constexpr PlainCharacters() {
    for (int c = ' '; c <= '~'; ++c) is_plain[c] = c != '"' && c != '\\';
  }
  constexpr bool has(char c) const { return is_plain[static_cast<unsigned char>(c)]; }
};
inline constexpr PlainCharacters kPlainCharacters;

void append_json(std::string& out, std::string_view text);

/// Appends compact JSON, without spaces or newlines.
void append_json(std::string& out, const JsonValue& value);

/// Returns the double nearest to a JSON number or to one of Python's tokens; 0 or infinity if it is
/// out of range.
double double_from_json(std::string_view text);

/// Parses texts one after another, reusing the document's memory: the result of `parse` is valid
/// until the next call. Not thread-safe.
class JsonReader {
 public:
  JsonReader() : pool_(memory_, sizeof memory_), document_(&pool_) {}
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  /// Parses all of `text` as one value. Returns nullptr on error; `error()` then gives the reason.
  const JsonValue* parse(std::string_view text);

  std::string error() const;
  /// Whether the text may be valid JSON that exceeds the limits of this reader.
  bool is_beyond_reader() const { return too_deep_ || code_ == rapidjson::kParseErrorNumberTooBig; }

 private:
  /// Forwards the parser's events to the document, with numbers converted exactly.
  struct Builder {
    rapidjson::Document& to;
    int depth = 0;

    bool Null() { return to.Null(); }
    bool Bool(bool flag) { return to.Bool(flag); }
    bool Int(int number) { return to.Int(number); }
    bool Uint(unsigned number) { return to.Uint(number); }
    bool Int64(int64_t number) { return to.Int64(number); }
    bool Uint64(uint64_t number) { return to.Uint64(number); }
    bool Double(double number) { return to.Double(number); }
    bool RawNumber(const char* text, rapidjson::SizeType length, bool);
    bool String(const char* text, rapidjson::SizeType length, bool);
    bool Key(const char* text, rapidjson::SizeType length, bool copy) {
      return String(text, length, copy);
    }
    bool StartObject() { return ++depth <= kMaxJsonDepth && to.StartObject(); }
    bool EndObject(rapidjson::SizeType count) { return --depth, to.EndObject(count); }
    bool StartArray() { return ++depth <= kMaxJsonDepth && to.StartArray(); }
    bool EndArray(rapidjson::SizeType count) { return --depth, to.EndArray(count); }

    /// Decodes \udc80 to \udcff, three bytes each, to the bytes 0x80 to 0xff.
    static std::string without_surrogates(std::string_view text);
  };

  const JsonValue* attempt(std::string_view text);

  char memory_[1 << 14];
  rapidjson::MemoryPoolAllocator<> pool_;
  rapidjson::Document document_;
  rapidjson::Reader reader_;
  rapidjson::ParseErrorCode code_ = rapidjson::kParseErrorNone;
  bool too_deep_ = false;
};

/// Removes spaces and newlines. Throws ArgumentError if the text is not JSON.
Json compact(const Json& json);

void append_json(std::string& out, const Value& value);

std::string to_json(const Value& value);

inline std::string text_from_json(const JsonValue& value) {
  return std::string(value.GetString(), value.GetStringLength());
}

Value value_from_json(const JsonValue& value);

/// Appends attributes or parameters as an object, by name.
void append_json(std::string& out, const std::map<std::string, Value>& values);

std::string to_json(const std::map<std::string, Value>& values);

/// Returns the members of an object; empty if `value` is not one.
std::map<std::string, Value> attributes_from_json(const JsonValue& value);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/text/impl/json.hpp>
#endif
