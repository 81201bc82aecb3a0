// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/tpe/truncated_normal.hpp>

#include <boost/test/unit_test.hpp>

#include "test/optuna_numbers.hpp"
#include <cmath>
#include <limits>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(truncated_normal)

using hone::detail::log_normal_mass;
using hone::detail::truncated_normal_quantile;

namespace {

bool close_to(double a, double b) { return std::abs(a - b) <= 1e-14 * std::abs(b); }

}  // namespace

BOOST_AUTO_TEST_CASE(masses_and_quantiles_are_optunas) {
  const auto& fixture = hone_test::optuna_numbers()["truncnorm"];
  const std::vector<double> a = hone_test::numbers(fixture["a"]);
  const std::vector<double> b = hone_test::numbers(fixture["b"]);
  const std::vector<double> masses = hone_test::numbers(fixture["log_gauss_mass"]);
  BOOST_REQUIRE(a.size() >= 7u);
  for (size_t i = 0; i < a.size(); ++i)
    BOOST_TEST(hone_test::agree(log_normal_mass(a[i], b[i]), masses[i]));
  for (const auto& quantile : fixture["ppf"].GetObject()) {
    const double q = std::stod(quantile.name.GetString());
    const std::vector<double> points = hone_test::numbers(quantile.value);
    for (size_t i = 0; i < a.size(); ++i)
      BOOST_TEST(hone_test::agree(truncated_normal_quantile(q, a[i], b[i]), points[i]));
  }
}

BOOST_AUTO_TEST_CASE(masses_are_right_far_out_and_over_narrow_stretches) {
  // Computed with 60 digits.
  BOOST_TEST(close_to(log_normal_mass(-40.0), -804.60844201375378817));
  BOOST_TEST(close_to(log_normal_mass(8.0), -6.2209605742717860585e-16));
  BOOST_TEST(close_to(log_normal_mass(-1.0), -1.8410216450092635058));
  BOOST_TEST(close_to(log_normal_mass(300.0, 301.0), -45006.62273211866336));
  BOOST_TEST(close_to(log_normal_mass(-38.5, -38.25), -736.0950821409750508));
  BOOST_TEST(close_to(log_normal_mass(2.0, 2.0000152587890625), -14.009308680952859896));
  BOOST_TEST(close_to(log_normal_mass(-0.5, 0.5), -0.95991633369562231933));
  BOOST_TEST(close_to(log_normal_mass(-9.0, 9.0), -2.2571768119076812957e-19));
  BOOST_TEST(close_to(log_normal_mass(-37.5, -36.5), -670.64200000031370145));
  BOOST_TEST(close_to(log_normal_mass(0.0, 1.0), -1.0748623268620713817));
}

BOOST_AUTO_TEST_CASE(nothing_has_no_mass) {
  BOOST_TEST(log_normal_mass(1.5, 1.5) == -std::numeric_limits<double>::infinity());
  BOOST_TEST(log_normal_mass(-50.0, -50.0) == -std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_CASE(quantiles_are_right_far_out_and_over_narrow_stretches) {
  struct Row {
    double q, a, b, point;
  };
  // Computed with 80 digits.
  for (const Row& row :
       {Row{0.5, -1, 3, 0.19844789960344727726}, Row{1e-12, -8, 8, -7.0343971049796454643},
        Row{0.999, -8, 0.25, 0.24845192636508543996}, Row{0.25, -39, -36, -36.038458021745984933},
        Row{0.5, -37.5, -36.5, -36.518971188513887371},
        Row{0.75, -300, -299, -299.00096213508974537}, Row{1e-06, -300, 60, -4.7534243088228989573},
        Row{0.125, 36.5, 40, 36.503655471678274813}, Row{0.5, 250, 251, 250.00277252898960733},
        Row{0.875, 5, 6, 5.3826689920788437985}, Row{0.0625, 0, 0.001, 0.000062499989624024981011},
        Row{0.5, -1000, -999.5, -999.50069349299275177},
        Row{9.094947017729282e-13, -60, -20, -21.33829498350105438}})
    BOOST_TEST(std::abs(truncated_normal_quantile(row.q, row.a, row.b) - row.point) <=
               1e-14 * std::max(1.0, std::abs(row.point)));
}

BOOST_AUTO_TEST_CASE(quantiles_end_at_the_ends) {
  BOOST_TEST(truncated_normal_quantile(0, -2, 3) == -2);
  BOOST_TEST(truncated_normal_quantile(1, -2, 3) == 3);
  BOOST_TEST(truncated_normal_quantile(0, 40, 41) == 40);
  double last = -3;
  for (double q = 0; q <= 1; q += 1.0 / 1024) {
    const double x = truncated_normal_quantile(q, -3, 5);
    BOOST_TEST(x >= last);
    last = x;
  }
}

BOOST_AUTO_TEST_SUITE_END()
