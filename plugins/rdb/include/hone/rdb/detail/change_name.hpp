// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/study_record.hpp>

#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The name of a change in messages, in the user's terms. A visitor for std::visit.
struct ChangeName {
  std::string operator()(const CreateTrial&) const { return "the new trial"; }
  std::string operator()(const SetParam& set) const;
  std::string operator()(const SetState&) const { return "the state"; }
  std::string operator()(const SetIntermediateValue& set) const { return report(set.step); }
  std::string operator()(const SetTrialUserAttr& set) const { return user_attr(set.key); }
  std::string operator()(const SetTrialSystemAttr& set) const { return system_attr(set.key); }
  std::string operator()(const SetStudyUserAttr& set) const { return user_attr(set.key); }
  std::string operator()(const SetStudySystemAttr& set) const { return system_attr(set.key); }

  static std::string report(int64_t step) { return "the report of step " + std::to_string(step); }
  static std::string user_attr(const std::string& key) {
    return "the user attribute \"" + key + '"';
  }
  static std::string system_attr(const std::string& key) {
    return "the system attribute \"" + key + '"';
  }
};

/// For example: the report of step 3, the user attribute "a"
std::string names_of(const Changes& changes);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/change_name.hpp>
#endif
