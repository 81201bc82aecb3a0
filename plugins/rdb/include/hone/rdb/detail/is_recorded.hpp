// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Whether a record already contains a change. A visitor for std::visit. Always true for the
/// creation of a trial.
struct IsRecorded {
  const StudyRecord& record;

  bool operator()(const CreateTrial&) const { return true; }
  bool operator()(const SetParam& set) const;
  bool operator()(const SetState& set) const;
  bool operator()(const SetIntermediateValue& set) const;
  bool operator()(const SetTrialUserAttr& set) const;
  bool operator()(const SetTrialSystemAttr& set) const;
  bool operator()(const SetStudyUserAttr& set) const {
    return has(record.user_attrs, set.key, set.value);
  }
  bool operator()(const SetStudySystemAttr& set) const {
    return has(record.system_attrs, set.key, set.value);
  }

  /// Whether a trial contains everything in `sent`; it may have more by now.
  static bool has(const FrozenTrial& trial, const FrozenTrial& sent);

 private:
  static bool has(const FrozenTrial& trial, const Param& wanted);
  static bool has(const Attributes& attributes, const Attributes& wanted);
  static bool has(const Attributes& attributes, const std::string& key, const Value& value);
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/is_recorded.hpp>
#endif
