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

/// The kind of a row of details_query: its first column.
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

/// For example 1,2,3
std::string sql_list(const std::vector<int64_t>& ids);

/// The columns of a table of attributes, after kind and trial.
inline constexpr const char* kAttrColumns = ", \"key\", 0, NULL, value_json, 0";

/// Reads everything that trials have besides their own rows. Columns: kind, trial, name, place,
/// number, text, type of number.
std::string details_query(const std::vector<int64_t>& trials);

/// Appended to it: reads the study's own details, and the owners of running trials.
std::string study_details(int64_t study, const std::vector<int64_t>& running);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/details_query.hpp>
#endif
