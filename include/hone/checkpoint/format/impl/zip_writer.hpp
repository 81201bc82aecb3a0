// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/record.hpp>
#include <hone/checkpoint/format/zip_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {
namespace zip {

HONE_INLINE uint64_t padding(const Record& entry) {
  const uint64_t end = entry.header + 30 + entry.name.size() + (is_large(entry) ? 20 : 0);
  const uint64_t missing = (kAlignment - end % kAlignment) % kAlignment;
  return missing == 0 || missing >= 4 ? missing : missing + kAlignment;
}

HONE_INLINE uint64_t place(Record& entry, uint64_t at) {
  entry.header = at;
  entry.data = at + 30 + entry.name.size() + (is_large(entry) ? 20 : 0) + padding(entry);
  return entry.data + entry.bytes;
}

HONE_INLINE void put_common(std::string& text, const Record& entry, bool is_zip64) {
  put(text, is_zip64 ? 45 : 20, 2);
  put(text, 0, 2);       // flags
  put(text, 0, 2);       // method: stored
  put(text, 0, 2);       // time: midnight
  put(text, 0x0021, 2);  // date: 1 January 1980, so that equal checkpoints give equal files
  put(text, entry.crc32, 4);
  const uint64_t bytes = is_large(entry) ? kMax32 : entry.bytes;
  put(text, bytes, 4);
  put(text, bytes, 4);
  put(text, entry.name.size(), 2);
}

HONE_INLINE std::string local_header(const Record& entry) {
  const bool large = is_large(entry);
  const uint64_t filling = padding(entry);
  std::string text;
  put(text, kLocalHeader, 4);
  put_common(text, entry, large);
  put(text, (large ? 20 : 0) + filling, 2);
  text += entry.name;
  if (large) {
    put(text, 0x0001, 2);
    put(text, 16, 2);
    put(text, entry.bytes, 8);
    put(text, entry.bytes, 8);
  }
  if (filling > 0) {
    put(text, 0x4246, 2);  // "FB", the padding field of torch.save
    put(text, filling - 4, 2);
    text.append(static_cast<size_t>(filling - 4), 'Z');
  }
  return text;
}

HONE_INLINE void put_central_header(std::string& text, const Record& entry) {
  const bool large = is_large(entry), far = entry.header >= kMax32;
  put(text, kCentralHeader, 4);
  put(text, large || far ? 45 : 20, 2);
  put_common(text, entry, large || far);
  const uint64_t zip64 = (large ? 16u : 0u) + (far ? 8u : 0u);
  put(text, large || far ? 4 + zip64 : 0, 2);
  put(text, 0, 2);  // comment
  put(text, 0, 2);  // disk
  put(text, 0, 2);  // internal attributes
  put(text, 0, 4);  // external attributes
  put(text, far ? kMax32 : entry.header, 4);
  text += entry.name;
  if (large || far) {
    put(text, 0x0001, 2);
    put(text, zip64, 2);
    if (large) {
      put(text, entry.bytes, 8);
      put(text, entry.bytes, 8);
    }
    if (far) put(text, entry.header, 8);
  }
}

HONE_INLINE std::string directory(const std::vector<Record>& entries, uint64_t at) {
  std::string text;
  for (const Record& entry : entries) put_central_header(text, entry);
  const uint64_t bytes = text.size(), end = at + bytes;
  const bool is_zip64 = entries.size() >= kMax16 || bytes >= kMax32 || at >= kMax32;
  if (is_zip64) {
    put(text, kEnd64, 4);
    put(text, 44, 8);  // bytes that follow
    put(text, 45, 2);
    put(text, 45, 2);
    put(text, 0, 4);
    put(text, 0, 4);
    put(text, entries.size(), 8);
    put(text, entries.size(), 8);
    put(text, bytes, 8);
    put(text, at, 8);
    put(text, kEnd64Locator, 4);
    put(text, 0, 4);
    put(text, end, 8);
    put(text, 1, 4);
  }
  put(text, kEnd, 4);
  put(text, 0, 4);  // disks
  put(text, is_zip64 ? kMax16 : entries.size(), 2);
  put(text, is_zip64 ? kMax16 : entries.size(), 2);
  put(text, is_zip64 ? kMax32 : bytes, 4);
  put(text, is_zip64 ? kMax32 : at, 4);
  put(text, 0, 2);  // comment
  return text;
}

}  // namespace zip
}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
