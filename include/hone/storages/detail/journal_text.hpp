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

/// Writes records in Optuna 5's format, one per line. Not thread-safe.
class JournalEncoder {
 public:
  explicit JournalEncoder(std::string_view worker);

  void create_study(const std::string& name, const std::vector<Direction>& directions);

  void delete_study(int64_t id);

  /// Writes a change of the study itself, or a new trial.
  void study(int64_t id, const SetStudyUserAttr& set);
  void study(int64_t id, const SetStudySystemAttr& set);
  void study(int64_t id, const CreateTrial& create);

  /// Writes a change of a trial; `id` is its id in the journal.
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
  /// Writes the index of a choice as an integer and other values as floats, as Optuna does.
  void internal(const Param& param);
  /// Cached, since trials share their distributions.
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
