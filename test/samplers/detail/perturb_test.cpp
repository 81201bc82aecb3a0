// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/detail/perturb.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <set>
#include <vector>

BOOST_AUTO_TEST_SUITE(perturb)

namespace {

using hone::CategoricalDistribution;
using hone::Distribution;
using hone::FloatDistribution;
using hone::IntDistribution;

// The values that forty trials with this parent would get.
std::set<double> moves(const Distribution& distribution, double x,
                       const hone::detail::Factors& factors = {}) {
  std::set<double> result;
  for (int64_t trial = 0; trial < 40; ++trial) {
    hone::detail::Random random(7, trial, "x");
    result.insert(hone::detail::perturbed(distribution, x, factors, random));
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_real_number_is_multiplied_by_one_of_the_factors) {
  BOOST_TEST((moves(FloatDistribution{0, 10}, 5) == std::set<double>{5 * 0.8, 5 * 1.2}));
  BOOST_TEST(
      (moves(FloatDistribution{1e-5, 1, true}, 1e-2) == std::set<double>{1e-2 * 0.8, 1e-2 * 1.2}));
  BOOST_TEST((moves(FloatDistribution{-4, 4}, -2, {0.5, 1.5}) == std::set<double>{-1, -3}));
}

BOOST_AUTO_TEST_CASE(at_the_end_of_its_range_it_goes_the_other_way) {
  BOOST_TEST((moves(FloatDistribution{0, 10}, 10) == std::set<double>{8}));
  BOOST_TEST((moves(FloatDistribution{1, 10}, 1) == std::set<double>{1.2}));
  BOOST_TEST((moves(FloatDistribution{0, 10}, 9) == std::set<double>{9 * 0.8, 10}));
}

BOOST_AUTO_TEST_CASE(zero_which_no_factor_moves_is_drawn_anew) {
  const std::set<double> drawn = moves(FloatDistribution{-1, 1}, 0);
  BOOST_TEST(drawn.size() > 30u);
  BOOST_TEST(*drawn.begin() >= -1);
  BOOST_TEST(*drawn.rbegin() <= 1);
}

BOOST_AUTO_TEST_CASE(on_a_grid_it_moves_by_at_least_one_point) {
  BOOST_TEST((moves(IntDistribution{1, 100}, 2) == std::set<double>{1, 3}));
  BOOST_TEST((moves(IntDistribution{1, 100}, 50) == std::set<double>{40, 60}));
  BOOST_TEST((moves(IntDistribution{1, 100}, 1) == std::set<double>{2}));
  BOOST_TEST((moves(IntDistribution{1, 100, true}, 100) == std::set<double>{80}));
  BOOST_TEST((moves(IntDistribution{-8, 8, false, 4}, -4) == std::set<double>{-8, 0}));
  BOOST_TEST((moves(IntDistribution{-8, 8, false, 4}, 0) == std::set<double>{-4, 4}));
  BOOST_TEST((moves(FloatDistribution{0, 0.5, false, 0.25}, 0) == std::set<double>{0.25}));
  for (const double x : moves(FloatDistribution{0, 0.5, false, 0.1}, 0.1 * 3))
    BOOST_TEST(hone::contains(FloatDistribution{0, 0.5, false, 0.1}, x));
}

BOOST_AUTO_TEST_CASE(a_choice_goes_to_a_neighbour_and_at_the_ends_perhaps_nowhere) {
  const CategoricalDistribution choices{{"a", "b", "c", "d"}};
  BOOST_TEST((moves(choices, 1) == std::set<double>{0, 2}));
  BOOST_TEST((moves(choices, 0) == std::set<double>{0, 1}));
  BOOST_TEST((moves(choices, 3) == std::set<double>{2, 3}));
}

BOOST_AUTO_TEST_SUITE_END()
