// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/record.hpp>
#include <hone/checkpoint/format/record_file.hpp>
#include <hone/checkpoint/format/safetensors_reader.hpp>
#include <hone/records/text/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE const char* safetensors_name(Dtype dtype) {
  static constexpr const char* kNames[kDtypes] = {"F32", "F64", "F16", "BF16", "I64", "I32",
                                                  "I16", "I8",  "U8",  "BOOL", "C64", nullptr};
  return kNames[static_cast<size_t>(dtype)];
}

HONE_INLINE SafetensorsReader::SafetensorsReader(RecordFile file) : RecordFile(std::move(file)) {
  const std::string length = text(0, 8);
  uint64_t header = 0;
  for (size_t i = 8; i-- > 0;) header = header << 8 | static_cast<unsigned char>(length[i]);
  if (header > kMaxHeader || header > bytes() - 8) fail("its header is longer than it may be");
  const std::string json = text(8, header);
  JsonReader reader;
  const JsonValue* value = reader.parse(json);
  if (!value || !value->IsObject()) fail("its header is no JSON object");
  for (const auto& member : value->GetObject()) {
    const std::string name(member.name.GetString(), member.name.GetStringLength());
    if (name == "__metadata__")
      read_metadata(member.value);
    else
      read_tensor(name, member.value, header + 8);
  }
  check_whole(header + 8);
  for (Record& record : entries_) set_checksum(record);
}

HONE_INLINE void SafetensorsReader::read_metadata(const JsonValue& value) {
  if (!value.IsObject()) fail("its metadata are no JSON object");
  for (const auto& member : value.GetObject()) {
    if (!member.value.IsString()) fail("its metadata are not all text");
    metadata_.add(std::string(member.name.GetString(), member.name.GetStringLength()),
                  std::string(member.value.GetString(), member.value.GetStringLength()));
  }
}

HONE_INLINE void SafetensorsReader::read_tensor(const std::string& name, const JsonValue& value,
                                                uint64_t from) {
  const auto refuse = [&](const std::string& why) { fail("tensor " + name + ' ' + why); };
  const auto field = [&](const char* key) -> const JsonValue* {
    const auto found = value.IsObject() ? value.FindMember(key) : JsonValue::ConstMemberIterator();
    if (!value.IsObject() || found == value.MemberEnd()) refuse(std::string("has no ") + key);
    return &found->value;
  };
  const JsonValue &type = *field("dtype"), &shape = *field("shape"),
                  &offsets = *field("data_offsets");
  TensorNode tensor;
  tensor.storage = entries_.size();
  tensor.dtype = dtype_of_text(type.IsString() ? type.GetString() : "", name);
  if (!shape.IsArray() || shape.Size() > 64) refuse("has no proper shape");
  int64_t count = 1;
  for (const JsonValue& size : shape.GetArray()) {
    if (!size.IsInt64() || size.GetInt64() < 0) refuse("has no proper shape");
    tensor.sizes.push_back(size.GetInt64());
    if (__builtin_mul_overflow(count, size.GetInt64(), &count)) refuse("is too large");
  }
  tensor.strides.resize(tensor.sizes.size());
  int64_t step = 1;  // not computed for empty tensors: it might overflow
  for (size_t i = tensor.sizes.size(); i-- > 0;) {
    tensor.strides[i] = count == 0 ? 1 : step;
    if (count != 0) step *= tensor.sizes[i];
  }
  if (!offsets.IsArray() || offsets.Size() != 2 || !offsets[0].IsUint64() || !offsets[1].IsUint64())
    refuse("has no proper data_offsets");
  const uint64_t begin = offsets[0].GetUint64(), end = offsets[1].GetUint64();
  uint64_t bytes_needed = 0;
  if (__builtin_mul_overflow(static_cast<uint64_t>(count), info_of(tensor.dtype).bytes,
                             &bytes_needed) ||
      begin > end || end - begin != bytes_needed || end > bytes() - from)
    refuse("has other data_offsets than its shape needs, or is beyond the file");
  Record record;
  record.name = name;
  record.data = from + begin;
  record.bytes = bytes_needed;
  record.has_crc32 = false;
  entries_.push_back(std::move(record));
  tensors_.add(name, std::move(tensor));
}

HONE_INLINE Dtype SafetensorsReader::dtype_of_text(const std::string& text,
                                                   const std::string& name) const {
  for (size_t i = 0; i < kDtypes; ++i) {
    const char* const known = safetensors_name(static_cast<Dtype>(i));
    if (known && text == known) return static_cast<Dtype>(i);
  }
  fail("tensor " + name + " is of type \"" + text + "\", which hone does not know");
}

HONE_INLINE void SafetensorsReader::check_whole(uint64_t from) const {
  std::vector<std::pair<uint64_t, uint64_t>> places;
  std::vector<std::string_view> names;
  for (const Record& record : entries_) {
    places.emplace_back(record.data, record.data + record.bytes);
    names.push_back(record.name);
  }
  std::sort(places.begin(), places.end());
  for (const auto& [begin, end] : places) {
    if (begin != from) fail("its tensors overlap, or leave a hole");
    from = end;
  }
  if (from != bytes()) fail("it is longer than its tensors");
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) fail("it has two tensors called " + std::string(*twice));
}

HONE_INLINE void SafetensorsReader::set_checksum(Record& record) const {
  const Node* text = metadata_.find(std::string(kChecksum) + record.name);
  if (!text) return;
  const std::string& digits = *text->get<std::string>();
  const char* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, record.crc32, 16);
  if (read.ec != std::errc() || read.ptr != end)
    fail("its checksum of " + record.name + " is none");
  record.has_crc32 = true;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
