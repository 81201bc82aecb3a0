// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/record.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

namespace zip {

constexpr uint32_t kLocalHeader = 0x04034b50;
constexpr uint32_t kCentralHeader = 0x02014b50;
constexpr uint32_t kEnd = 0x06054b50;
constexpr uint32_t kEnd64 = 0x06064b50;
constexpr uint32_t kEnd64Locator = 0x07064b50;
constexpr uint64_t kMax16 = 0xffff;
constexpr uint64_t kMax32 = 0xffffffff;
constexpr uint64_t kAlignment = 64;  // of tensors' data: one cache line, as in torch.save

inline void put(std::string& text, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i, value >>= 8) text += static_cast<char>(value & 0xff);
}

inline bool is_large(const Record& entry) { return entry.bytes >= kMax32; }

/// Returns how many bytes of padding align the data: 0 or at least 4, the size of an empty field.
uint64_t padding(const Record& entry);

/// Places the entry in the file at offset `at`; returns the offset for the next one.
uint64_t place(Record& entry, uint64_t at);

// The common fields of both kinds of header: from the version needed to the length of the name.
void put_common(std::string& text, const Record& entry, bool is_zip64);

std::string local_header(const Record& entry);

void put_central_header(std::string& text, const Record& entry);

/// Returns the directory and the end of the file. `at` is its offset.
std::string directory(const std::vector<Record>& entries, uint64_t at);

}  // namespace zip
}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/zip_writer.hpp>
#endif
