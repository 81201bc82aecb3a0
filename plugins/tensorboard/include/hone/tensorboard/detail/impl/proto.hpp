// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/tensorboard/detail/proto.hpp>

#include <cstdint>
#include <cstring>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE ProtoWriter& ProtoWriter::integer(int field, int64_t value) {
  varint(static_cast<uint64_t>(field) << 3);
  varint(static_cast<uint64_t>(value));
  return *this;
}

HONE_INLINE ProtoWriter& ProtoWriter::number(int field, double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  varint(static_cast<uint64_t>(field) << 3 | 1);
  append_little_endian(bytes_, bits);
  return *this;
}

HONE_INLINE ProtoWriter& ProtoWriter::number(int field, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  varint(static_cast<uint64_t>(field) << 3 | 5);
  append_little_endian(bytes_, bits);
  return *this;
}

HONE_INLINE ProtoWriter& ProtoWriter::text(int field, std::string_view value) {
  varint(static_cast<uint64_t>(field) << 3 | 2);
  varint(value.size());
  bytes_ += value;
  return *this;
}

HONE_INLINE void ProtoWriter::varint(uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    bytes_ += static_cast<char>(static_cast<unsigned char>(value | 0x80));
  bytes_ += static_cast<char>(value);
}

HONE_INLINE bool ProtoReader::next() {
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

HONE_INLINE bool ProtoReader::varint(uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
