// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/time_point.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Days from 1970-01-01 in the Gregorian calendar. (Howard Hinnant's algorithms, here and below.)
constexpr int64_t days_of(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

/// Formats a time in UTC with microseconds: 2026-11-23T15:12:57.772875+00:00.
std::string to_timestamp(TimePoint time);

/// Parses a time as Python writes it: with an offset from UTC ("+00:00", "Z") or, as in Optuna
/// before version 5, without one, in the local time zone. Returns nullopt if it is not a time.
std::optional<TimePoint> from_timestamp(std::string_view text);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/text/impl/timestamp.hpp>
#endif
