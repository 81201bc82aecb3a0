// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/time_point.hpp>
#include <hone/records/value.hpp>
#include <hone/storages/detail/journal_record.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Writes records in the dialect of Optuna 5, one line each. One thread at a time.
class JournalEncoder {
 public:
  explicit JournalEncoder(std::string_view worker);

  void create_study(const std::string& name, const std::vector<Direction>& directions);

  void delete_study(int64_t id);

  /// A change of the study itself, or a trial that it is to have.
  void study(int64_t id, const SetStudyUserAttr& set);
  void study(int64_t id, const SetStudySystemAttr& set);
  void study(int64_t id, const CreateTrial& create);

  /// A change of a trial, by its id in the journal.
  void trial(int64_t id, const SetParam& set);
  void trial(int64_t id, const SetState& set);
  void trial(int64_t id, const SetIntermediateValue& set);
  void trial(int64_t id, const SetTrialUserAttr& set);
  void trial(int64_t id, const SetTrialSystemAttr& set);

  const std::string& text() const { return text_; }
  void clear() { text_.clear(); }

 private:
  void begin(JournalOp op);
  void begin(JournalOp op, const char* kind, int64_t id);
  void end() { text_ += "}\n"; }
  void key(const std::string& name);
  void attr(const char* kind, const std::string& name, const Value& value);
  void time(const char* name, const std::optional<TimePoint>& time);
  /// A choice's index is an integer, all else is not: as Optuna's own.
  void internal(const Param& param);
  /// Remembered, since trials share their distributions.
  const std::string& distribution(const Param& param);
  void numbers(const std::vector<double>& values);
  template <class List, class Append>
  void list(const List& list, Append append) {
    text_ += '[';
    for (const auto& element : list) {
      if (text_.back() != '[') text_ += ',';
      append(element);
    }
    text_ += ']';
  }
  template <class List, class Append>
  void object(const List& list, Append append) {
    text_ += '{';
    for (const auto& element : list) {
      if (text_.back() != '{') text_ += ',';
      append(element);
    }
    text_ += '}';
  }

  std::string worker_;
  std::string text_;
  std::map<std::shared_ptr<const Distribution>, std::string> distributions_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/journal_text.hpp>
#endif
