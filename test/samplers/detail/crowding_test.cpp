// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/detail/crowding.hpp>

#include <boost/test/unit_test.hpp>

#include "test/optuna_numbers.hpp"
#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

BOOST_AUTO_TEST_SUITE(crowding)

using hone::detail::crowding_distances;
using hone::detail::elite;
using hone::detail::Losses;

namespace {
const double kInfinity = std::numeric_limits<double>::infinity();
}

BOOST_AUTO_TEST_CASE(distances_are_those_between_neighbors_as_parts_of_the_width) {
  const auto distances = crowding_distances({{0, 4}, {1, 3}, {3, 1}, {4, 0}});
  BOOST_TEST(distances[0] == kInfinity);
  BOOST_TEST(distances[1] == 0.75 + 0.75);
  BOOST_TEST(distances[2] == 0.75 + 0.75);
  BOOST_TEST(distances[3] == kInfinity);
  BOOST_TEST(crowding_distances({}).empty());
}

BOOST_AUTO_TEST_CASE(equal_and_infinite_losses_are_no_obstacle) {
  const auto equal = crowding_distances({{1, 1}, {1, 1}, {1, 1}});
  BOOST_TEST((equal == std::vector<double>{0, 0, 0}));
  for (const double distance :
       crowding_distances({{kInfinity, 0}, {kInfinity, 1}, {2, 2}, {-kInfinity, 3}}))
    BOOST_TEST(distance == distance);  // not NaN
}

BOOST_AUTO_TEST_CASE(the_survivors_are_optunas) {
  int compared = 0;
  for (const auto& expected : hone_test::optuna_fronts().GetArray()) {
    if (!expected.HasMember("survivors")) continue;
    std::vector<Losses> points;
    for (const auto& values : expected["values"].GetArray()) {
      points.push_back(hone_test::numbers(values));
      for (size_t m = 0; m < points.back().size(); ++m)
        if (expected["directions"][static_cast<unsigned>(m)].GetInt() == 2)
          points.back()[m] = -points.back()[m];
    }
    std::vector<size_t> survivors = elite(points, {}, points.size() / 3), optunas;
    for (const auto& number : expected["survivors"].GetArray())
      optunas.push_back(static_cast<size_t>(number.GetUint()));
    std::sort(survivors.begin(), survivors.end());
    BOOST_TEST(survivors == optunas, boost::test_tools::per_element());
    ++compared;
  }
  BOOST_TEST(compared == 18);
}

BOOST_AUTO_TEST_CASE(violations_are_worse_than_any_loss) {
  const std::vector<Losses> points = {{0, 0}, {5, 5}, {0, 0}, {6, 6}};
  BOOST_TEST((elite(points, {2, 0, 1, 0}, 3) == std::vector<size_t>{1, 3, 2}));
  BOOST_TEST(elite(points, {2, 0, 1, 0}, 9).size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
