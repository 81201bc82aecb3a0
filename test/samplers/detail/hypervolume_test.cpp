// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/detail/hypervolume.hpp>

#include <boost/test/unit_test.hpp>

#include "test/optuna_numbers.hpp"
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(hypervolume_of_points)

using hone::detail::greedy_hypervolume_subset;
using hone::detail::hypervolume;
using hone::detail::Losses;

BOOST_AUTO_TEST_CASE(boxes_count_once_where_they_overlap) {
  BOOST_TEST(hypervolume({}, {3, 3}) == 0);
  BOOST_TEST(hypervolume({{1}, {2}}, {3}) == 2);
  BOOST_TEST(hypervolume({{1, 2}, {2, 1}}, {3, 3}) == 3);
  BOOST_TEST(hypervolume({{1, 2}, {1, 2}, {2, 2}}, {3, 3}) == 2);
  BOOST_TEST(hypervolume({{0, 0, 1}, {0, 1, 0}, {1, 0, 0}}, {2, 2, 2}) == 7);
  BOOST_TEST(hypervolume({{0, 0, 0, 1}, {1, 1, 1, 0}}, {2, 2, 2, 2}) == 9);
}

BOOST_AUTO_TEST_CASE(volumes_are_optunas) {
  int compared = 0;
  for (const auto& expected : hone_test::optuna_fronts().GetArray()) {
    if (!expected.HasMember("hypervolume")) continue;
    std::vector<Losses> points;
    for (const auto& values : expected["values"].GetArray()) {
      points.push_back(hone_test::numbers(values));
      for (size_t m = 0; m < points.back().size(); ++m)
        if (expected["directions"][static_cast<unsigned>(m)].GetInt() == 2)
          points.back()[m] = -points.back()[m];
    }
    const Losses reference(points.front().size(), 2.5);
    BOOST_TEST(
        hone_test::agree(hypervolume(points, reference), expected["hypervolume"].GetDouble()));
    ++compared;
  }
  BOOST_TEST(compared == 18);
}

BOOST_AUTO_TEST_CASE(a_subset_holds_each_point_once) {
  const std::vector<Losses> front = {{0, 3}, {1, 1}, {1, 1}, {3, 0}, {1, 1}};
  BOOST_TEST((greedy_hypervolume_subset(front, 1, {4, 4}) == std::vector<size_t>{1}));
  auto three = greedy_hypervolume_subset(front, 3, {4, 4});
  std::sort(three.begin(), three.end());
  BOOST_TEST((three == std::vector<size_t>{0, 1, 3}));
  auto four = greedy_hypervolume_subset(front, 4, {4, 4});
  std::sort(four.begin(), four.end());
  BOOST_TEST((four == std::vector<size_t>{0, 1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(infinity_is_no_obstacle) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<Losses> front = {{infinity, 0, 0}, {0, infinity, 0}, {0, 0, infinity}};
  BOOST_TEST(greedy_hypervolume_subset(front, 2, {infinity, infinity, infinity}).size() == 2u);
  const std::vector<Losses> endless = {{1, 1, -infinity}, {0, 1, 1}, {-infinity, 2, 2}, {2, 0, 2}};
  BOOST_TEST((greedy_hypervolume_subset(endless, 1, {3, 3, 3}) == std::vector<size_t>{2}));
  BOOST_TEST(greedy_hypervolume_subset(endless, 3, {3, 3, 3}).size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
