// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/distribution_pool.hpp>
#include <hone/records/text/json.hpp>
#include <hone/storages/detail/journal_record.hpp>
#include <hone/storages/detail/journal_replay.hpp>
#include <hone/storages/detail/quick_decoder.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Applies a journal's text to a replay, in complete lines.
class JournalReader {
 public:
  enum class Stop {
    end,      ///< all complete lines were read
    garbled,  ///< the next line is not a JSON object: an unfinished write
    bad,      ///< the next line is valid JSON, but not a valid record
  };
  struct Read {
    size_t bytes;
    Stop stop;
    std::string why;  ///< what is wrong with the next line
  };

  /// Applies the complete lines of `text`, up to the first that is not a record.
  Read read(std::string_view text, JournalReplay& replay);

  /// Parses `text`, which hone wrote itself and is about to append. Throws ArgumentError if `read`
  /// would reject one of its records.
  std::vector<JournalRecord> records(std::string_view text);

  /// Applies the result of `records` after its lines were appended, as `read` would.
  void apply(std::vector<JournalRecord> records, JournalReplay& replay);

  /// Whether a complete line of `text` is a JSON object.
  bool holds_record(std::string_view text);

  /// How many lines were applied.
  int64_t lines() const { return lines_; }

 private:
  /// Returns false if the line is not a JSON object. Throws BadRecord if that is not a record.
  bool decode(std::string_view line, JournalRecord& record);
  const JsonValue* parse(std::string_view line);
  std::string why_garbled() const { return is_value_ ? "it is no JSON object" : reader_.error(); }

  JsonReader reader_;
  DistributionPool pool_;
  JournalDecoder decoder_{pool_};
  QuickDecoder quick_{pool_};
  int64_t lines_ = 0;
  bool is_value_ = false;  // of the last parsed line
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/journal_reader.hpp>
#endif
