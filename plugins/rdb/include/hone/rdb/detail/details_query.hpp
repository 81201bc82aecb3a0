// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// What a row of details_query is: its first column.
enum DetailKind : int64_t {
  kStudy,
  kParam,
  kValue,
  kReport,
  kUserAttr,
  kSystemAttr,
  kStudyUserAttr,
  kStudySystemAttr,
  kOwner,
  kDirection,
};

/// 1,2,3
std::string sql_list(const std::vector<int64_t>& ids);

/// The columns after the kind, of a table of attributes.
inline constexpr const char* kAttrColumns = ", \"key\", 0, NULL, value_json, 0";

/// Asks for all that trials have beyond their own rows.
/// Columns: kind, trial, name, place, number, text, type of number.
std::string details_query(const std::vector<int64_t>& trials);

/// Appended to it: asks for the study's own, and for the owners of trials.
std::string study_details(int64_t study, const std::vector<int64_t>& running);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/details_query.hpp>
#endif
