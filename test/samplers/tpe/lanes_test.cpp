// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/tpe/lanes.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

BOOST_AUTO_TEST_SUITE(lanes)

using hone::detail::kLanes;
using hone::detail::Lanes;

BOOST_AUTO_TEST_CASE(a_size_is_rounded_up_to_whole_lanes) {
  using hone::detail::padded;
  BOOST_TEST(padded(0) == 0u);
  BOOST_TEST(padded(1) == kLanes);
  BOOST_TEST(padded(kLanes) == kLanes);
  BOOST_TEST(padded(kLanes + 1) == 2 * kLanes);
}

BOOST_AUTO_TEST_CASE(every_lane_is_calculated_by_itself) {
  double x[kLanes], y[kLanes], result[kLanes];
  for (size_t i = 0; i < kLanes; ++i) {
    x[i] = static_cast<double>(i) + 0.5;
    y[i] = 7 - 2 * static_cast<double>(i);
  }
  const Lanes a = Lanes::load(x), b = Lanes::load(y);
  (a + b).store(result);
  for (size_t i = 0; i < kLanes; ++i) BOOST_TEST(result[i] == x[i] + y[i]);
  (a - b).store(result);
  for (size_t i = 0; i < kLanes; ++i) BOOST_TEST(result[i] == x[i] - y[i]);
  (a * b).store(result);
  for (size_t i = 0; i < kLanes; ++i) BOOST_TEST(result[i] == x[i] * y[i]);
  larger(a, b).store(result);
  for (size_t i = 0; i < kLanes; ++i) BOOST_TEST(result[i] == std::max(x[i], y[i]));
  Lanes::all(3).store(result);
  for (size_t i = 0; i < kLanes; ++i) BOOST_TEST(result[i] == 3);
  BOOST_TEST(sum(a) == 32);
  BOOST_TEST(largest(b) == 7);
  BOOST_TEST(largest(a) == 7.5);
}

BOOST_AUTO_TEST_CASE(numbers_need_no_alignment) {
  alignas(16) double numbers[kLanes + 1] = {9, 0, 1, 2, 3, 4, 5, 6, 7};
  double result[kLanes + 1];
  Lanes::load(numbers + 1).store(result + 1);
  BOOST_TEST(std::equal(result + 1, result + 1 + kLanes, numbers + 1));
}

BOOST_AUTO_TEST_CASE(the_exponential_is_right_to_the_last_digits) {
  double x[kLanes], result[kLanes], worst = 0;
  for (int step = 0; step < 100000; ++step) {
    for (size_t i = 0; i < kLanes; ++i) {
      const double part = (step + static_cast<double>(i) / kLanes) / 100000;
      x[i] = -700 * part * part * part;
    }
    exp_not_positive(Lanes::load(x)).store(result);
    for (size_t i = 0; i < kLanes; ++i)
      worst = std::max(worst, std::abs(result[i] / std::exp(x[i]) - 1));
  }
  BOOST_TEST(worst < 2e-15);
  exp_not_positive(Lanes::all(0)).store(result);
  BOOST_TEST(result[0] == 1);
  exp_not_positive(Lanes::all(-700)).store(result);
  BOOST_TEST(std::abs(result[0] / std::exp(-700.0) - 1) < 2e-15);
}

BOOST_AUTO_TEST_SUITE_END()
