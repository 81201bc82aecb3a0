// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/tpe/log_sum.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

BOOST_AUTO_TEST_SUITE(log_sum)

using hone::detail::kLanes;
using hone::detail::LogSum;

namespace {

const double kNever = -std::numeric_limits<double>::infinity();

bool close_to(double a, double b) { return std::abs(a - b) <= 1e-14 * std::max(1.0, std::abs(b)); }

}  // namespace

BOOST_AUTO_TEST_CASE(the_sum_of_nothing_is_nothing) {
  LogSum sum;
  BOOST_TEST(sum.get() == kNever);
  const std::vector<double> never(kLanes, kNever), weights(kLanes, 0.0);
  sum.add(never.data(), weights.data(), kLanes);
  BOOST_TEST(sum.get() == kNever);
}

BOOST_AUTO_TEST_CASE(terms_may_be_larger_or_smaller_than_any_double) {
  for (const double offset : {0.0, -1e5, 1e5}) {
    LogSum sum;
    double expected = 0;
    for (int block = 0; block < 5; ++block) {
      std::vector<double> exponents, weights;
      for (size_t i = 0; i < 3 * kLanes; ++i) {
        const double x = std::sin(static_cast<double>(block) + 0.1 * static_cast<double>(i)) * 20;
        exponents.push_back(i % 5 ? x + offset : kNever);
        weights.push_back(i % 5 ? 0.01 * static_cast<double>(i) : 0);
        expected += weights.back() * std::exp(x);
      }
      sum.add(exponents.data(), weights.data(), exponents.size());
    }
    BOOST_TEST(std::abs(sum.get() - (offset + std::log(expected))) < 1e-10);
  }
}

BOOST_AUTO_TEST_CASE(it_never_falls) {
  LogSum sum;
  double last = kNever;
  for (int block = 0; block < 200; ++block) {
    const std::vector<double> exponents(kLanes, 90 * std::sin(block)), weights(kLanes, 0.1);
    sum.add(exponents.data(), weights.data(), kLanes);
    BOOST_TEST(sum.get() >= last);
    last = sum.get();
  }
}

BOOST_AUTO_TEST_CASE(a_large_term_of_little_weight_does_not_hide_the_rest) {
  // The oldest of ten thousand observations has a weight of about 2e-8.
  std::vector<double> exponents(kLanes, -20.0), weights(kLanes, 0.1);
  exponents[0] = 0;
  weights[0] = 2e-8;
  LogSum sum;
  sum.add(exponents.data(), weights.data(), kLanes);
  const std::vector<double> later(kLanes, -30.0);
  sum.add(later.data(), weights.data(), kLanes);
  const double expected = 2e-8 * (1 + std::exp(-30.0)) + 0.7 * (std::exp(-20.0) + std::exp(-30.0));
  BOOST_TEST(close_to(sum.get(), std::log(expected)));
}

BOOST_AUTO_TEST_SUITE_END()
