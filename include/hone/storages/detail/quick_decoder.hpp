// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/distribution_pool.hpp>
#include <hone/records/time_point.hpp>
#include <hone/storages/detail/journal_record.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Fast path for the most frequent lines of a journal, without building a JSON document: new
/// trials, parameters, reports and states, as written by hone and Optuna.
///
/// Accepts a line only if its result is certain to equal JournalDecoder's. All other lines,
/// including invalid ones, are left to JournalDecoder, which also explains errors. Not thread-safe.
class QuickDecoder {
 public:
  explicit QuickDecoder(DistributionPool& pool) : pool_(pool) {}

  /// Returns false if it does not accept the line; `record` is unspecified then.
  bool decode(std::string_view line, JournalRecord& record);

 private:
  enum class Kind { text, escaped, token, list };
  /// `value` is the text between the quotes or brackets, or the token itself.
  struct Member {
    std::string_view name, value;
    Kind kind;
  };

  /// Splits an object into members. Only "distribution" may contain escapes; the only nested values
  /// are lists of numbers.
  bool split(std::string_view line);

  void blanks() {
    while (at_ != end_ && *at_ == ' ') ++at_;
  }
  bool takes(char c);

  /// Reads to the closing quote. Rejects bytes that may encode lone surrogates.
  bool text(std::string_view& result, bool& escaped);

  /// Reads numbers to the closing bracket.
  bool list();

  /// Reads a number in JSON's grammar, or a word.
  bool token(std::string_view& result);
  bool word(const char* begin, std::string_view& result);
  size_t digits();

  const Member* find(std::string_view name) const;
  bool integer(std::string_view name, int64_t& result) const;
  static bool to_integer(std::string_view text, int64_t& result);
  static bool to_number(std::string_view text, double& result);
  bool number(std::string_view name, double& result) const;
  bool time(std::string_view name, TimePoint& result) const;
  bool worker(std::string& result) const;
  bool values(std::vector<double>& result) const;

  bool create_trial(JournalRecord& record) const;
  bool set_param(JournalRecord& record);
  bool set_state(JournalRecord& record) const;
  bool set_report(JournalRecord& record) const;

  DistributionPool& pool_;
  const char *at_ = nullptr, *end_ = nullptr;
  std::array<Member, 8> members_;
  size_t count_ = 0;
  bool has_escapes_ = false;  // only DistributionPool validates escapes
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/quick_decoder.hpp>
#endif
