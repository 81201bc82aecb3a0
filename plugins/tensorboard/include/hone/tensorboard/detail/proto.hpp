// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
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

/// Writes a message in Protocol Buffers' wire format, field by field, with the numbers of the
/// .proto file. Write a nested message first, then add it to the outer one.
///
///   const std::string value = ProtoWriter().text(1, "loss").number(2, 0.5f).bytes();
///   const std::string summary = ProtoWriter().text(1, value).bytes();
class ProtoWriter {
 public:
  ProtoWriter& integer(int field, int64_t value);
  ProtoWriter& number(int field, double value);
  ProtoWriter& number(int field, float value);
  /// Text, bytes or a message.
  ProtoWriter& text(int field, std::string_view value);

  const std::string& bytes() const { return bytes_; }

 private:
  void varint(uint64_t value);

  std::string bytes_;
};

/// Reads a message field by field:
///
///   for (ProtoReader reader(bytes); reader.next();)
///     if (reader.field() == 2) step = reader.integer();
///
/// It ends early if the bytes are not a valid message.
class ProtoReader {
 public:
  explicit ProtoReader(std::string_view bytes) : rest_(bytes) {}

  bool next();

  int field() const { return field_; }
  int64_t integer() const { return static_cast<int64_t>(integer_); }
  std::string_view text() const { return text_; }  ///< for a float or double, its bytes

 private:
  bool varint(uint64_t& value);

  std::string_view rest_;
  int field_ = 0;
  uint64_t integer_ = 0;
  std::string_view text_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/tensorboard/detail/impl/proto.hpp>
#endif
