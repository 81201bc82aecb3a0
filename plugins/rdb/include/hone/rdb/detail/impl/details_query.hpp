// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/details_query.hpp>
#include <hone/rdb/detail/text.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string sql_list(const std::vector<int64_t>& ids) {
  std::string text;
  for (const int64_t id : ids) (text += text.empty() ? "" : ",") += std::to_string(id);
  return text;
}

HONE_INLINE std::string details_part(DetailKind kind, const std::string& columns,
                                     const std::string& from) {
  return " UNION ALL SELECT " + std::to_string(kind) + ", " + columns + " FROM " + from;
}

HONE_INLINE std::string details_query(const std::vector<int64_t>& trials) {
  // First, because the first SELECT sets the type of each column.
  std::string text = "SELECT " + std::to_string(kParam) +
                     ", trial_id, param_name, param_id, param_value, distribution_json, 0 FROM "
                     "trial_params WHERE trial_id IN (" +
                     (trials.empty() ? "0" : sql_list(trials)) + ')';
  if (trials.empty()) return text;
  const std::string these = " WHERE trial_id IN (" + sql_list(trials) + ')';
  text += details_part(kValue,
                       "trial_id, NULL, objective, value, NULL, " + number_type_case("value_type"),
                       "trial_values" + these);
  text += details_part(kReport,
                       "trial_id, NULL, step, intermediate_value, NULL, " +
                           number_type_case("intermediate_value_type"),
                       "trial_intermediate_values" + these);
  text += details_part(kUserAttr, std::string("trial_id") + kAttrColumns,
                       "trial_user_attributes" + these);
  return text + details_part(kSystemAttr, std::string("trial_id") + kAttrColumns,
                             "trial_system_attributes" + these);
}

HONE_INLINE std::string study_details(int64_t study, const std::vector<int64_t>& running) {
  const std::string here = " WHERE study_id = " + std::to_string(study);
  const std::string attr = std::string("0") + kAttrColumns;
  std::string text = details_part(kStudy, "0, study_name, 0, NULL, NULL, 0", "studies" + here);
  text += details_part(kStudyUserAttr, attr, "study_user_attributes" + here);
  text += details_part(kStudySystemAttr, attr, "study_system_attributes" + here);
  text += details_part(kDirection,
                       "0, NULL, objective, NULL, NULL, CASE direction WHEN 'MINIMIZE' THEN 1 WHEN "
                       "'MAXIMIZE' THEN 2 ELSE 0 END",
                       "study_directions" + here);
  if (running.empty()) return text;
  return text + details_part(kOwner, std::string("trial_id") + kAttrColumns,
                             "trial_system_attributes WHERE trial_id IN (" + sql_list(running) +
                                 ") AND \"key\" = 'hone:owner'");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
