// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/journal/quick_decoder.hpp>
#include <hone/detail/journal/record.hpp>
#include <hone/detail/journal/replay.hpp>
#include <hone/detail/json.hpp>
#include <hone/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Reads a journal's text into a replay, whole lines at a time.
template <class T = void>
class JournalReaderOf {
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
  Read read(std::string_view text, JournalReplayOf<T>& replay) {
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

  /// The records of `text`, which hone wrote itself and is about to append. Throws ArgumentError
  /// where one is none that `read` would take.
  std::vector<JournalRecord> records(std::string_view text) {
    std::vector<JournalRecord> result;
    size_t at = 0;
    for (size_t end; (end = text.find('\n', at)) != std::string_view::npos; at = end + 1) try {
        if (!decode(text.substr(at, end - at), result.emplace_back()))
          throw BadRecord{why_garbled()};
      } catch (const BadRecord& bad) {
        throw ArgumentError("hone: a journal cannot hold this: " + bad.why);
      }
    return result;
  }

  /// Takes what `records` made of lines that were appended since, as `read` would.
  void apply(std::vector<JournalRecord> records, JournalReplayOf<T>& replay) {
    for (JournalRecord& record : records) replay.apply(std::move(record));
    lines_ += static_cast<int64_t>(records.size());
  }

  /// Whether a whole line of `text` is a JSON object.
  bool holds_record(std::string_view text) {
    size_t at = 0;
    for (size_t end; (end = text.find('\n', at)) != std::string_view::npos; at = end + 1) {
      const JsonValue* value = reader_.parse(text.substr(at, end - at));
      if (value ? value->IsObject() : reader_.is_beyond_reader()) return true;
    }
    return false;
  }

  /// How many lines were applied.
  int64_t lines() const { return lines_; }

 private:
  /// False where the line is no JSON object. Throws BadRecord where that is no record.
  bool decode(std::string_view line, JournalRecord& record) {
    if (quick_.decode(line, record)) return true;
    const JsonValue* value = parse(line);
    if (value) record = decoder_.decode(*value);
    return value != nullptr;
  }
  const JsonValue* parse(std::string_view line) {
    const JsonValue* value = reader_.parse(line);
    if (!value && reader_.is_beyond_reader())
      throw BadRecord{"hone cannot hold it: " + reader_.error()};
    is_value_ = value != nullptr;
    return value && value->IsObject() ? value : nullptr;
  }
  std::string why_garbled() const { return is_value_ ? "it is no JSON object" : reader_.error(); }

  JsonReaderOf<T> reader_;
  DistributionPoolOf<T> pool_;
  JournalDecoderOf<T> decoder_{pool_};
  QuickDecoderOf<T> quick_{pool_};
  int64_t lines_ = 0;
  bool is_value_ = false;  // of the line parsed last
};
using JournalReader = JournalReaderOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
