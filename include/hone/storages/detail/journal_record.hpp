// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/distribution_pool.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/time_point.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The op codes of Optuna's journal.
enum class JournalOp : int {
  create_study = 0,
  delete_study = 1,
  set_study_user_attr = 2,
  set_study_system_attr = 3,
  create_trial = 4,
  set_trial_param = 5,
  set_trial_state_values = 6,
  set_trial_intermediate_value = 7,
  set_trial_user_attr = 8,
  set_trial_system_attr = 9,
  discard_trials = 10,  ///< written only by Rustuna; Optuna ignores it
};

/// One parsed line of a journal, not yet applied.
struct JournalRecord {
  JournalOp op = JournalOp::discard_trials;
  int64_t study = -1;                 ///< -1 if the record belongs to a trial
  int64_t trial = -1;                 ///< numbered across all studies of the journal
  std::string name;                   ///< of create_study
  std::vector<Direction> directions;  ///< of create_study
  Change change;                      ///< of create_trial and all records that set something
};

/// The reason why a line of valid JSON is not a record.
struct BadRecord {
  std::string why;
};

/// Validates a parameter of a record. Throws BadRecord if it has no value. A value outside the
/// range is accepted, as in Optuna.
Param checked_param(Param param);

/// Reads a record from its JSON. Throws BadRecord.
class JournalDecoder {
 public:
  explicit JournalDecoder(DistributionPool& pool) : pool_(pool) {}

  JournalRecord decode(const JsonValue& line);

 private:
  [[noreturn]] static void refuse(const std::string& why);

  const JsonValue* find(const char* name) const;
  const JsonValue& member(const char* name) const;
  static int64_t integer(const JsonValue& value, const char* name);
  int64_t integer(const char* name) const { return integer(member(name), name); }
  /// Python's None means unknown: NaN.
  static double number(const JsonValue& value);
  std::string text(const char* name) const;
  TimePoint time(const char* name) const;
  TrialState state() const;
  std::vector<double> values() const;
  const JsonValue* object(const char* name) const;

  std::vector<Direction> directions() const;

  template <class SetAttr>
  Change attr(const char* name) const {
    const JsonValue* object = this->object(name);
    if (!object || object->MemberCount() != 1)
      refuse(std::string("its \"") + name + "\" does not hold one name and its value");
    const auto& only = *object->MemberBegin();
    SetAttr set{};
    set.key = text_from_json(only.name);
    set.value = value_from_json(only.value);
    return set;
  }

  Param param(std::string name, const JsonValue& distribution, const JsonValue& internal);

  SetParam set_param() {
    return {0, param(text("param_name"), member("distribution"), member("param_value_internal"))};
  }

  SetState set_state() const;

  std::string worker() const { return find("worker_id") ? text("worker_id") : std::string(); }

  CreateTrial create_trial();

  DistributionPool& pool_;
  const JsonValue* line_ = nullptr;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/journal_record.hpp>
#endif
