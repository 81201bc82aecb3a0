// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/text/timestamp.hpp>
#include <hone/records/time_point.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string to_timestamp(TimePoint time) {
  using std::chrono::microseconds;
  const int64_t ticks = std::chrono::duration_cast<microseconds>(time.time_since_epoch()).count();
  constexpr int64_t kDay = int64_t{86400} * 1000000;
  int64_t days = ticks / kDay, rest = ticks % kDay;
  if (rest < 0) rest += kDay, --days;

  days += 719468;
  const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const int64_t day_of_era = days - era * 146097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted = (5 * day_of_year + 2) / 153;
  const int64_t month = shifted + (shifted < 10 ? 3 : -9);
  const int64_t year = year_of_era + era * 400 + (month <= 2);

  std::string text = "0000-00-00T00:00:00.000000+00:00";
  const auto put = [&text](size_t end, int digits, int64_t number) {
    for (; digits > 0; --digits, number /= 10) text[--end] = static_cast<char>('0' + number % 10);
  };
  put(4, 4, year);
  put(7, 2, month);
  put(10, 2, day_of_year - (153 * shifted + 2) / 5 + 1);
  put(13, 2, rest / 3600000000);
  put(16, 2, rest / 60000000 % 60);
  put(19, 2, rest / 1000000 % 60);
  put(26, 6, rest % 1000000);
  return text;
}

HONE_INLINE std::optional<TimePoint> from_timestamp(std::string_view text) {
  size_t at = 0;
  bool good = true;
  const auto number = [&](int digits) {
    int64_t value = 0;
    for (; digits > 0; --digits, ++at) {
      if (at >= text.size() || text[at] < '0' || text[at] > '9') return good = false, int64_t{0};
      value = value * 10 + (text[at] - '0');
    }
    return value;
  };
  const auto is = [&](char c) { return at < text.size() && text[at] == c; };
  const auto skip = [&](char c) { is(c) ? void(++at) : void(good = false); };

  const int64_t year = number(4);
  skip('-');
  const int64_t month = number(2);
  skip('-');
  const int64_t day = number(2);
  is(' ') ? skip(' ') : skip('T');
  const int64_t hour = number(2);
  skip(':');
  const int64_t minute = number(2);
  int64_t second = 0, micro = 0;
  if (is(':')) ++at, second = number(2);
  if (good && is('.')) {
    int64_t unit = 100000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      micro += (text[at] - '0') * unit;
  }
  if (!good || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 ||
      second > 60 || year < 1700 || year > 2250)  // the range of a TimePoint in nanoseconds
    return std::nullopt;

  int64_t seconds = 0;
  if (at == text.size()) {
    std::tm local{};
    local.tm_year = static_cast<int>(year) - 1900;
    local.tm_mon = static_cast<int>(month) - 1;
    local.tm_mday = static_cast<int>(day);
    local.tm_hour = static_cast<int>(hour);
    local.tm_min = static_cast<int>(minute);
    local.tm_sec = static_cast<int>(second);
    local.tm_isdst = -1;
    seconds = static_cast<int64_t>(std::mktime(&local));
  } else {
    int64_t offset = 0;
    if (is('Z')) {
      ++at;
    } else {
      const bool west = is('-');
      west ? skip('-') : skip('+');
      offset = number(2) * 3600;
      if (is(':')) ++at;
      offset += number(2) * 60;
      if (is(':')) ++at, offset += number(2);
      if (west) offset = -offset;
    }
    if (!good || at != text.size()) return std::nullopt;
    seconds = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
  }
  return TimePoint(std::chrono::duration_cast<TimePoint::duration>(
      std::chrono::microseconds(seconds * 1000000 + micro)));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
