// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace hone {
inline namespace v0 {
namespace detail {

/// An unsigned integer, least significant byte first.
template <class T>
void append_little_endian(std::string& out, T number) {
  for (size_t byte = 0; byte < sizeof(T); ++byte)
    out += static_cast<char>(static_cast<unsigned char>(number >> (8 * byte)));
}
template <class T>
T little_endian(std::string_view bytes) {
  T number = 0;
  for (size_t byte = sizeof(T); byte-- > 0;)
    number = static_cast<T>(number << 8) | static_cast<unsigned char>(bytes[byte]);
  return number;
}

/// Writes a message in Protocol Buffers' wire format, field by field, as the numbers in the .proto
/// file say. A message in a message is written first, and then put into the outer one.
///
///   const std::string value = ProtoWriter().text(1, "loss").number(2, 0.5f).bytes();
///   const std::string summary = ProtoWriter().text(1, value).bytes();
class ProtoWriter {
 public:
  ProtoWriter& integer(int field, int64_t value) {
    varint(static_cast<uint64_t>(field) << 3);
    varint(static_cast<uint64_t>(value));
    return *this;
  }
  ProtoWriter& number(int field, double value) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    varint(static_cast<uint64_t>(field) << 3 | 1);
    append_little_endian(bytes_, bits);
    return *this;
  }
  ProtoWriter& number(int field, float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    varint(static_cast<uint64_t>(field) << 3 | 5);
    append_little_endian(bytes_, bits);
    return *this;
  }
  /// Text, bytes or a message.
  ProtoWriter& text(int field, std::string_view value) {
    varint(static_cast<uint64_t>(field) << 3 | 2);
    varint(value.size());
    bytes_ += value;
    return *this;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  void varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      bytes_ += static_cast<char>(static_cast<unsigned char>(value | 0x80));
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

/// Reads a message field by field:
///
///   for (ProtoReader reader(bytes); reader.next();)
///     if (reader.field() == 2) step = reader.integer();
///
/// It ends early where the bytes are no message.
class ProtoReader {
 public:
  explicit ProtoReader(std::string_view bytes) : rest_(bytes) {}

  bool next() {
    uint64_t key = 0, length = 0;
    if (!varint(key)) return false;
    field_ = static_cast<int>(key >> 3);
    integer_ = 0, text_ = {};
    if ((key & 7) == 0) return varint(integer_);
    if ((key & 7) == 2 ? !varint(length) : (key & 7) != 1 && (key & 7) != 5) return false;
    if ((key & 7) != 2) length = (key & 7) == 1 ? 8 : 4;
    if (length > rest_.size()) return false;
    text_ = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return true;
  }

  int field() const { return field_; }
  int64_t integer() const { return static_cast<int64_t>(integer_); }
  std::string_view text() const { return text_; }  ///< of a number its bytes

 private:
  bool varint(uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  std::string_view rest_;
  int field_ = 0;
  uint64_t integer_ = 0;
  std::string_view text_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
