// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/tpe/dimension.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

BOOST_AUTO_TEST_SUITE(dimension)

using hone::CategoricalDistribution;
using hone::FloatDistribution;
using hone::IntDistribution;
using hone::detail::Dimension;

BOOST_AUTO_TEST_CASE(a_range_is_its_own_stretch) {
  const Dimension d(FloatDistribution{-5, 10});
  BOOST_TEST((d.kind == Dimension::Kind::continuous));
  BOOST_TEST(d.begin == -5);
  BOOST_TEST(d.end == 10);
  BOOST_TEST(d.place_of(2.5) == 2.5);
  BOOST_TEST(d.value_at(2.5) == 2.5);
  BOOST_TEST(d.value_at(11) == 10);
}

BOOST_AUTO_TEST_CASE(a_log_scale_lies_evenly_in_the_logarithm) {
  const Dimension d(FloatDistribution{1e-4, 1, true});
  BOOST_TEST(d.begin == std::log(1e-4));
  BOOST_TEST(d.end == 0);
  BOOST_TEST(d.place_of(0.5) == std::log(0.5));
  BOOST_TEST(d.value_at(d.begin - 1e-9) == 1e-4);
  BOOST_TEST(std::isnan(d.place_of(0)));
  BOOST_TEST(std::isnan(d.place_of(-1)));
}

BOOST_AUTO_TEST_CASE(a_grid_is_wider_by_half_a_step_on_both_sides) {
  const Dimension d(FloatDistribution{0, 0.5, false, 0.25});
  BOOST_TEST((d.kind == Dimension::Kind::grid));
  BOOST_TEST(d.begin == -0.125);
  BOOST_TEST(d.end == 0.625);
  BOOST_TEST(d.count == 3);
  BOOST_TEST(d.value_at(0.62) == 0.5);
  BOOST_TEST(d.value_at(-0.12) == 0);
  BOOST_TEST(d.value_at(0.2) == 0.25);
  BOOST_TEST(d.begin_of(0.25) == 0.125);
  BOOST_TEST(d.end_of(0.25) == 0.375);
}

BOOST_AUTO_TEST_CASE(integers_are_a_grid_on_log_scales_too) {
  const Dimension even(IntDistribution{-3, 9, false, 4});
  BOOST_TEST(even.begin == -5);
  BOOST_TEST(even.end == 11);
  BOOST_TEST(even.count == 4);
  BOOST_TEST(even.value_at(2.9) == 1);
  const Dimension log(IntDistribution{1, 8, true});
  BOOST_TEST(log.begin == std::log(0.5));
  BOOST_TEST(log.end == std::log(8.5));
  BOOST_TEST(log.value_at(log.end) == 8);
  BOOST_TEST(log.value_at(std::log(2.4)) == 2);
  BOOST_TEST(log.begin_of(3) == std::log(2.5));
  BOOST_TEST(log.end_of(3) == std::log(3.5));
}

BOOST_AUTO_TEST_CASE(choices_have_their_index) {
  const Dimension d(CategoricalDistribution{{"a", "b", "c"}});
  BOOST_TEST((d.kind == Dimension::Kind::choice));
  BOOST_TEST(d.count == 3);
  BOOST_TEST(d.place_of(2) == 2);
  BOOST_TEST(std::isnan(d.place_of(3)));
  BOOST_TEST(std::isnan(d.place_of(-1)));
}

BOOST_AUTO_TEST_CASE(what_has_one_value_or_no_finite_width_is_not_open) {
  BOOST_TEST(Dimension(FloatDistribution{0, 1}).is_open());
  BOOST_TEST(Dimension(IntDistribution{0, 1}).is_open());
  BOOST_TEST(Dimension(CategoricalDistribution{{1, 2}}).is_open());
  BOOST_TEST(!Dimension(FloatDistribution{1, 1}).is_open());
  BOOST_TEST(!Dimension(IntDistribution{4, 4, true}).is_open());
  BOOST_TEST(!Dimension(CategoricalDistribution{{1}}).is_open());
  BOOST_TEST(!Dimension(FloatDistribution{-1.5e308, 1.5e308}).is_open());
  // Their logarithms are equal.
  BOOST_TEST(
      !Dimension(FloatDistribution{0.23900000000000002, 0.23900000000000005, true}).is_open());
  BOOST_TEST(!Dimension(IntDistribution{(int64_t{1} << 53) - 2, int64_t{1} << 53, true}).is_open());
}

BOOST_AUTO_TEST_SUITE_END()
