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

/// Reads a journal's text into a replay, whole lines at a time.
class JournalReader {
 public:
  enum class Stop {
    end,      ///< all whole lines were read
    garbled,  ///< the next line is no JSON object: the trace of a write that did not finish
    bad,      ///< the next line is sound JSON, and no record that can be applied
  };
  struct Read {
    size_t bytes;  ///< how much was read and applied
    Stop stop;
    std::string why;  ///< what is wrong with the next line
  };

  /// Applies the whole lines of `text`, up to one that is no record.
  Read read(std::string_view text, JournalReplay& replay);

  /// The records of `text`, which hone wrote itself and is about to append. Throws ArgumentError
  /// where one is none that `read` would take.
  std::vector<JournalRecord> records(std::string_view text);

  /// Takes what `records` made of lines that were appended since, as `read` would.
  void apply(std::vector<JournalRecord> records, JournalReplay& replay);

  /// Whether a whole line of `text` is a JSON object.
  bool holds_record(std::string_view text);

  /// How many lines were applied.
  int64_t lines() const { return lines_; }

 private:
  /// False where the line is no JSON object. Throws BadRecord where that is no record.
  bool decode(std::string_view line, JournalRecord& record);
  const JsonValue* parse(std::string_view line);
  std::string why_garbled() const { return is_value_ ? "it is no JSON object" : reader_.error(); }

  JsonReader reader_;
  DistributionPool pool_;
  JournalDecoder decoder_{pool_};
  QuickDecoder quick_{pool_};
  int64_t lines_ = 0;
  bool is_value_ = false;  // of the line parsed last
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/journal_reader.hpp>
#endif
