// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/detail/quasi_random.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

BOOST_AUTO_TEST_SUITE(quasi_random)

using hone::detail::halton;
using hone::detail::Random;
using hone::detail::sobol;

namespace {

constexpr size_t kDimensions[] = {0, 1, 2, 9, 37, 63};
struct Point {
  uint32_t index;
  double coordinates[6];  // in the dimensions of kDimensions
};

}  // namespace

BOOST_AUTO_TEST_CASE(sobol_is_scipys_to_the_digit) {
  // scipy.stats.qmc.Sobol(64, scramble=False).random(1000)
  const Point points[] = {
      {0, {0, 0, 0, 0, 0, 0}},
      {1, {0.5, 0.5, 0.5, 0.5, 0.5, 0.5}},
      {5, {0.875, 0.875, 0.125, 0.125, 0.375, 0.625}},
      {100, {0.4140625, 0.2578125, 0.7734375, 0.6953125, 0.4765625, 0.6484375}},
      {777, {0.6923828125, 0.9365234375, 0.1630859375, 0.3232421875, 0.3505859375, 0.4267578125}},
      {999, {0.1572265625, 0.9091796875, 0.0810546875, 0.6318359375, 0.1435546875, 0.6337890625}}};
  for (const Point& point : points)
    for (size_t i = 0; i < 6; ++i)
      BOOST_TEST(sobol(point.index, kDimensions[i]) == point.coordinates[i]);
}

BOOST_AUTO_TEST_CASE(halton_is_scipys_to_the_digit) {
  // scipy.stats.qmc.Halton(64, scramble=False).random(1000)
  const Point points[] = {{0, {0, 0, 0, 0, 0, 0}},
                          {1,
                           {0.5, 0.3333333333333333, 0.2, 0.034482758620689655,
                            0.006134969325153374, 0.003215434083601286}},
                          {5,
                           {0.625, 0.7777777777777777, 0.04, 0.1724137931034483,
                            0.03067484662576687, 0.01607717041800643}},
                          {777,
                           {0.5654296875, 0.19798811156835847, 0.40992, 0.8240190249702735,
                            0.7670217170386541, 0.49841296099089133}},
                          {999,
                           {0.9052734375, 0.01417466849565615, 0.9955200000000001,
                            0.4542621673705359, 0.1290601829199443, 0.21224966656672284}}};
  for (const Point& point : points)
    for (size_t i = 0; i < 6; ++i)
      BOOST_TEST(halton(point.index, kDimensions[i]) == point.coordinates[i]);
}

BOOST_AUTO_TEST_CASE(a_scrambled_sequence_still_has_one_point_in_each_cell) {
  // 2^m Sobol points put one into each of 2^m equal parts of a dimension; b^m Halton points
  // likewise.
  for (const size_t dimension : kDimensions) {
    std::set<int> cells;
    for (uint32_t index = 0; index < 256; ++index) {
      Random random(7, -1, "one");
      cells.insert(static_cast<int>(sobol(index, dimension, &random) * 256));
    }
    BOOST_TEST(cells.size() == 256u);
  }
  std::set<int> cells;
  for (uint32_t index = 0; index < 125; ++index) {
    Random random(7, -1, "one");
    cells.insert(static_cast<int>(halton(index, 2, &random) * 125));
  }
  BOOST_TEST(cells.size() == 125u);
}

BOOST_AUTO_TEST_CASE(scrambling_spreads_the_first_point_over_the_cube) {
  for (const auto sequence : {&sobol, &halton}) {
    double sum = 0, squares = 0;
    for (uint64_t seed = 0; seed < 2000; ++seed) {
      Random random(seed, -1, "one");
      const double x = sequence(0, 1, &random);
      BOOST_REQUIRE((x >= 0 && x < 1));
      sum += x;
      squares += x * x;
    }
    BOOST_TEST(std::abs(sum / 2000 - 0.5) < 0.03);
    BOOST_TEST(std::abs(squares / 2000 - 1.0 / 3) < 0.03);
  }
}

BOOST_AUTO_TEST_SUITE_END()
