// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/text/timestamp.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>

BOOST_AUTO_TEST_SUITE(timestamp)

using hone::detail::from_timestamp;
using hone::detail::to_timestamp;

namespace {
hone::TimePoint at(int64_t seconds, int64_t micro = 0) {
  return hone::TimePoint(std::chrono::duration_cast<hone::TimePoint::duration>(
      std::chrono::microseconds(seconds * 1000000 + micro)));
}
}  // namespace

BOOST_AUTO_TEST_CASE(times_are_written_as_optuna_5_does) {
  BOOST_TEST(to_timestamp(at(0)) == "1970-01-01T00:00:00.000000+00:00");
  BOOST_TEST(to_timestamp(at(1795446777, 772875)) == "2026-11-23T15:12:57.772875+00:00");
  BOOST_TEST(to_timestamp(at(-1, 999999)) == "1969-12-31T23:59:59.999999+00:00");
  BOOST_TEST(to_timestamp(at(951782399)) == "2000-02-28T23:59:59.000000+00:00");
  BOOST_TEST(to_timestamp(at(951782400)) == "2000-02-29T00:00:00.000000+00:00");
}

BOOST_AUTO_TEST_CASE(every_day_is_read_back) {
  for (int64_t day = -90000; day < 90000; day += 7) {
    const hone::TimePoint time = at(day * 86400 + day % 86400, 123456);
    BOOST_TEST_REQUIRE((from_timestamp(to_timestamp(time)) == time), to_timestamp(time));
  }
}

BOOST_AUTO_TEST_CASE(offsets_fractions_and_blanks_are_read) {
  const hone::TimePoint time = at(1795446777, 500000);
  for (const char* text : {"2026-11-23T15:12:57.5+00:00", "2026-11-23 15:12:57.500000Z",
                           "2026-11-23T15:12:57.5000009Z", "2026-11-23T17:12:57.5+02:00",
                           "2026-11-23T09:42:57.5-0530", "2026-11-23T09:42:57.5-05:30:00"})
    BOOST_TEST((from_timestamp(text) == time), text);
  BOOST_TEST((from_timestamp("2026-11-23T15:12Z") == at(1795446720)));
}

BOOST_AUTO_TEST_CASE(a_time_without_offset_is_local) {
  const char* before = std::getenv("TZ");
  const std::string kept = before ? before : "";
  ::setenv("TZ", "JST-9", 1);
  ::tzset();
  BOOST_TEST((from_timestamp("2026-11-24T00:12:57.772875") == at(1795446777, 772875)));
  before ? ::setenv("TZ", kept.c_str(), 1) : ::unsetenv("TZ");
  ::tzset();
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_nothing) {
  for (const char* text :
       {"", "2026", "2026-11-23", "2026-13-23T15:12:57Z", "2026-11-23T25:12:57Z", "yesterday",
        "2026-11-23T15:12:57+", "2026-11-23T15:12:57Zulu", "2026-11-23T15:12:57.5+00:0",
        "9999-11-23T15:12:57Z", "0001-01-01T00:00:00Z", "-026-11-23T15:12:57Z"})
    BOOST_TEST(!from_timestamp(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
