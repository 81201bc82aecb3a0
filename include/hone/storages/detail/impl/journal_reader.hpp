// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/text/json.hpp>
#include <hone/storages/detail/journal_reader.hpp>
#include <hone/storages/detail/journal_record.hpp>
#include <hone/storages/detail/journal_replay.hpp>
#include <hone/storages/detail/quick_decoder.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE JournalReader::Read JournalReader::read(std::string_view text, JournalReplay& replay) {
  size_t at = 0;
  for (size_t end; (end = text.find('\n', at)) != std::string_view::npos; at = end + 1) try {
      const std::string_view line = text.substr(at, end - at);
      JournalRecord record;
      if (!decode(line, record)) return {at, Stop::garbled, why_garbled()};
      replay.apply(std::move(record));
      ++lines_;
    } catch (const BadRecord& bad) {
      return {at, Stop::bad, bad.why};
    }
  return {at, Stop::end, {}};
}

HONE_INLINE std::vector<JournalRecord> JournalReader::records(std::string_view text) {
  std::vector<JournalRecord> result;
  size_t at = 0;
  for (size_t end; (end = text.find('\n', at)) != std::string_view::npos; at = end + 1) try {
      if (!decode(text.substr(at, end - at), result.emplace_back())) throw BadRecord{why_garbled()};
    } catch (const BadRecord& bad) {
      throw ArgumentError("hone: a journal cannot hold this: " + bad.why);
    }
  return result;
}

HONE_INLINE void JournalReader::apply(std::vector<JournalRecord> records, JournalReplay& replay) {
  for (JournalRecord& record : records) replay.apply(std::move(record));
  lines_ += static_cast<int64_t>(records.size());
}

HONE_INLINE bool JournalReader::holds_record(std::string_view text) {
  size_t at = 0;
  for (size_t end; (end = text.find('\n', at)) != std::string_view::npos; at = end + 1) {
    const JsonValue* value = reader_.parse(text.substr(at, end - at));
    if (value ? value->IsObject() : reader_.is_beyond_reader()) return true;
  }
  return false;
}

HONE_INLINE bool JournalReader::decode(std::string_view line, JournalRecord& record) {
  if (quick_.decode(line, record)) return true;
  const JsonValue* value = parse(line);
  if (value) record = decoder_.decode(*value);
  return value != nullptr;
}

HONE_INLINE const JsonValue* JournalReader::parse(std::string_view line) {
  const JsonValue* value = reader_.parse(line);
  if (!value && reader_.is_beyond_reader())
    throw BadRecord{"hone cannot hold it: " + reader_.error()};
  is_value_ = value != nullptr;
  return value && value->IsObject() ? value : nullptr;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
