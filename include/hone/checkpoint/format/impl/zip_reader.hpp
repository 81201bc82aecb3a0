// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/record.hpp>
#include <hone/checkpoint/format/record_file.hpp>
#include <hone/checkpoint/format/zip_reader.hpp>
#include <hone/checkpoint/format/zip_writer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE const Record* ZipReader::find(const std::string& name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &entries()[found->second];
}

HONE_INLINE uint64_t ZipReader::number(const std::string& text, size_t at, size_t bytes) {
  uint64_t value = 0;
  for (size_t i = bytes; i-- > 0;) value = value << 8 | static_cast<unsigned char>(text[at + i]);
  return value;
}

HONE_INLINE ZipReader::Directory ZipReader::find_directory() const {
  const uint64_t tail_bytes = std::min<uint64_t>(bytes(), 22 + zip::kMax16);
  const std::string tail = text(bytes() - tail_bytes, tail_bytes);
  for (size_t at = tail.size() < 22 ? 0 : tail.size() - 21; at-- > 0;) {
    if (number(tail, at, 4) != zip::kEnd || number(tail, at + 20, 2) != tail.size() - at - 22)
      continue;
    Directory found{number(tail, at + 16, 4), number(tail, at + 12, 4), number(tail, at + 10, 2)};
    uint64_t end = bytes() - tail_bytes + at;
    if (end >= 20) {
      const std::string locator = text(end - 20, 20);
      if (number(locator, 0, 4) == zip::kEnd64Locator) {
        const uint64_t end64_at = number(locator, 8, 8);
        if (end64_at > end - 20 || end - 20 - end64_at < 56) fail("its directory is damaged");
        const std::string end64 = text(end64_at, 56);
        if (number(end64, 0, 4) != zip::kEnd64) fail("its directory is damaged");
        found = {number(end64, 48, 8), number(end64, 40, 8), number(end64, 32, 8)};
        end = end64_at;
      }
    }
    if (found.at > end || found.bytes != end - found.at) fail("its directory is damaged");
    return found;
  }
  fail(
      "it is no zip file, or was cut short; hone reads what it wrote itself and what Python's "
      "torch.save writes");
}

HONE_INLINE void ZipReader::read_directory() {
  const Directory directory = find_directory();
  if (directory.entries > directory.bytes / 46) fail("its directory is damaged");
  const std::string all = text(directory.at, directory.bytes);
  size_t at = 0;
  for (uint64_t i = 0; i < directory.entries; ++i) at = read_entry(all, at);
  if (at != all.size()) fail("its directory is damaged");
  for (Record& entry : entries_) find_data(entry, directory.at);
  check_overlaps();
  for (size_t i = 0; i < entries_.size(); ++i)
    if (!by_name_.emplace(entries_[i].name, i).second)
      fail("it has two records called " + entries_[i].name);
}

HONE_INLINE size_t ZipReader::read_entry(const std::string& all, size_t at) {
  if (all.size() - at < 46 || number(all, at, 4) != zip::kCentralHeader)
    fail("its directory is damaged");
  const uint64_t flags = number(all, at + 8, 2), method = number(all, at + 10, 2);
  uint64_t packed = number(all, at + 20, 4);
  const auto name_bytes = static_cast<size_t>(number(all, at + 28, 2));
  const auto extra_bytes = static_cast<size_t>(number(all, at + 30, 2));
  const auto comment_bytes = static_cast<size_t>(number(all, at + 32, 2));
  Record entry;
  entry.crc32 = static_cast<uint32_t>(number(all, at + 16, 4));
  entry.bytes = number(all, at + 24, 4);
  entry.header = number(all, at + 42, 4);
  at += 46;
  if (all.size() - at < name_bytes + extra_bytes + comment_bytes) fail("its directory is damaged");
  entry.name = all.substr(at, name_bytes);
  at += name_bytes;
  const size_t extra_end = at + extra_bytes;
  while (extra_end - at >= 4) {
    const uint64_t id = number(all, at, 2);
    const auto size = static_cast<size_t>(number(all, at + 2, 2));
    at += 4;
    if (size > extra_end - at) break;
    if (id == 1) {  // zip64: the fields that do not fit, in this order
      size_t from = at;
      for (uint64_t* field : {&entry.bytes, &packed, &entry.header})
        if (*field == zip::kMax32) {
          if (at + size - from < 8) fail("its directory is damaged");
          *field = number(all, from, 8);
          from += 8;
        }
    }
    at += size;
  }
  check_name(entry.name);
  entry.is_plain = method == 0 && packed == entry.bytes && (flags & 1) == 0;
  entry.bytes = packed;
  entries_.push_back(std::move(entry));
  return extra_end + comment_bytes;
}

HONE_INLINE void ZipReader::check_name(const std::string& name) const {
  const std::string whole = '/' + name + '/';
  if (name.empty() || name[0] == '/' || whole.find("/../") != std::string::npos ||
      name.find_first_of(std::string("\\\0", 2)) != std::string::npos)
    fail("a record has a name that no checkpoint needs");
}

HONE_INLINE void ZipReader::find_data(Record& entry, uint64_t limit) const {
  if (entry.header > limit || limit - entry.header < 30)
    fail("record " + entry.name + " is beyond the file");
  const std::string header = text(entry.header, 30);
  const uint64_t name_bytes = number(header, 26, 2), extra_bytes = number(header, 28, 2);
  if (number(header, 0, 4) != zip::kLocalHeader || name_bytes != entry.name.size())
    fail("record " + entry.name + " is not where the directory says");
  entry.data = entry.header + 30 + name_bytes + extra_bytes;
  if (entry.data > limit || entry.bytes > limit - entry.data)
    fail("record " + entry.name + " is beyond the file");
}

HONE_INLINE void ZipReader::check_overlaps() const {
  std::vector<std::pair<uint64_t, uint64_t>> places;
  for (const Record& entry : entries_) places.emplace_back(entry.header, entry.data + entry.bytes);
  std::sort(places.begin(), places.end());
  for (size_t i = 1; i < places.size(); ++i)
    if (places[i].first < places[i - 1].second) fail("its records overlap");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
