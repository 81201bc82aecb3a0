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

/// Reads the lines of which a journal mostly consists, in a fraction of the time that a document of
/// them takes: new trials, parameters, reports and states, in the spelling of hone and Optuna.
///
/// It takes a line only where it is sure what JournalDecoder would make of it, and then makes the
/// same. All else, and whatever is wrong, is JournalDecoder's to read and to explain. One thread at
/// a time.
class QuickDecoder {
 public:
  explicit QuickDecoder(DistributionPool& pool) : pool_(pool) {}

  /// False where it does not take the line; the record is of no use then.
  bool decode(std::string_view line, JournalRecord& record);

 private:
  enum class Kind { text, escaped, token, list };
  /// What stands between the quotes, or the brackets, or is the token.
  struct Member {
    std::string_view name, value;
    Kind kind;
  };

  /// Cuts an object apart. Only "distribution" may hold escapes; nothing may nest but lists of
  /// numbers.
  bool split(std::string_view line);

  void blanks() {
    while (at_ != end_ && *at_ == ' ') ++at_;
  }
  bool takes(char c);

  /// Up to the closing quote. Bytes that stand for lone surrogates are not for here.
  bool text(std::string_view& result, bool& escaped);

  /// Numbers, up to the closing bracket.
  bool list();

  /// A number by JSON's grammar, or a word.
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
  bool has_escapes_ = false;  // which only the pool checks
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/quick_decoder.hpp>
#endif
