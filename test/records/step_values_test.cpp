// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/step_values.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <iterator>
#include <map>
#include <random>

BOOST_AUTO_TEST_SUITE(step_values)

using hone::StepValues;

BOOST_AUTO_TEST_CASE(steps_set_in_any_order_are_what_a_map_would_hold) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    StepValues values;
    std::map<int64_t, double> map;
    for (int i = 0; i < 40; ++i) {
      const int64_t step = static_cast<int64_t>(random() % 30) - 10;
      values[step] += i;
      map[step] += i;
      BOOST_TEST((std::map<int64_t, double>(values) == map));
    }
    BOOST_TEST((StepValues(map) == values));
    BOOST_TEST(values.size() == map.size());
    BOOST_TEST(values.rbegin()->first == map.rbegin()->first);
    BOOST_TEST(std::prev(values.rend())->second == map.begin()->second);
    for (int64_t step = -12; step < 22; ++step) {
      BOOST_TEST(values.count(step) == map.count(step));
      BOOST_TEST(std::distance(values.begin(), values.lower_bound(step)) ==
                 std::distance(map.begin(), map.lower_bound(step)));
      if (map.count(step)) BOOST_TEST(values.at(step) == map.at(step));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_step_without_a_value_is_not_found) {
  StepValues values = {{7, 0.5}, {-1, 2.0}};
  BOOST_TEST(values.begin()->first == -1);
  BOOST_TEST((values.find(3) == values.end()));
  BOOST_CHECK_THROW(values.at(3), hone::ArgumentError);
  values.clear();
  BOOST_TEST(values.empty());
  BOOST_TEST((values != StepValues{{7, 0.5}}));
}

BOOST_AUTO_TEST_SUITE_END()
