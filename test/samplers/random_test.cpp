// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/random.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(random_sampler)

namespace {

constexpr int kDraws = 20000;

std::vector<double> draw(const hone::Distribution& distribution) {
  hone::RandomSampler sampler(11);
  const hone::StudyRecord study;
  std::vector<double> values;
  for (int64_t number = 0; number < kDraws; ++number) {
    hone::FrozenTrial trial;
    trial.number = number;
    values.push_back(sampler.sample_independent(study, trial, "x", distribution));
  }
  return values;
}

// Returns the deviation of the counts from the `expected` fractions of the draws.
double chi_square(const std::vector<double>& values, const std::map<double, double>& expected) {
  std::map<double, int> counts;
  for (const double value : values) ++counts[value];
  for (const auto& count : counts) BOOST_TEST(expected.count(count.first) == 1u);
  double sum = 0;
  for (const auto& [value, part] : expected)
    sum += std::pow(counts[value] - kDraws * part, 2) / (kDraws * part);
  return sum;
}

double part_below(const std::vector<double>& values, double bound) {
  int below = 0;
  for (const double value : values) below += value < bound;
  return static_cast<double>(below) / kDraws;
}

}  // namespace

BOOST_AUTO_TEST_CASE(floats_lie_evenly_below_high) {
  const std::vector<double> values = draw(hone::FloatDistribution{-2, 6});
  for (const double value : values) BOOST_REQUIRE((value >= -2 && value < 6));
  for (const double quarter : {0.25, 0.5, 0.75})
    BOOST_TEST(std::abs(part_below(values, -2 + 8 * quarter) - quarter) < 0.012);
}

BOOST_AUTO_TEST_CASE(log_floats_lie_evenly_in_the_logarithm) {
  const std::vector<double> values = draw(hone::FloatDistribution{1e-5, 1e-1, true});
  for (const double value : values) BOOST_REQUIRE((value >= 1e-5 && value < 1e-1));
  BOOST_TEST(std::abs(part_below(values, 1e-4) - 0.25) < 0.012);
  BOOST_TEST(std::abs(part_below(values, 1e-3) - 0.5) < 0.012);
}

BOOST_AUTO_TEST_CASE(the_ends_of_a_grid_are_as_likely_as_the_rest) {
  std::map<double, double> steps, integers;
  for (int i = 0; i <= 5; ++i) steps[0.1 * i < 0.5 ? 0.1 * i : 0.5] = 1.0 / 6;
  BOOST_TEST(chi_square(draw(hone::FloatDistribution{0, 0.5, false, 0.1}), steps) < 20.5);
  for (int i = 0; i < 4; ++i) integers[-3 + 3 * i] = 0.25;
  BOOST_TEST(chi_square(draw(hone::IntDistribution{-3, 6, false, 3}), integers) < 16.3);
}

BOOST_AUTO_TEST_CASE(log_integers_stand_for_half_a_unit_on_both_sides) {
  std::map<double, double> expected;
  for (int i = 1; i <= 6; ++i)
    expected[i] = (std::log(i + 0.5) - std::log(i - 0.5)) / (std::log(6.5) - std::log(0.5));
  BOOST_TEST(chi_square(draw(hone::IntDistribution{1, 6, true}), expected) < 20.5);
}

BOOST_AUTO_TEST_CASE(choices_are_equally_likely) {
  BOOST_TEST(chi_square(draw(hone::CategoricalDistribution{{"a", "b", "c"}}),
                        {{0, 1.0 / 3}, {1, 1.0 / 3}, {2, 1.0 / 3}}) < 13.8);
}

BOOST_AUTO_TEST_CASE(wide_and_narrow_ranges_are_kept) {
  const double tiny = std::nextafter(1.0, 2.0);
  for (const hone::FloatDistribution& d :
       {hone::FloatDistribution{-1.7e308, 1.7e308}, hone::FloatDistribution{1, tiny},
        hone::FloatDistribution{1e-300, 1e300, true}, hone::FloatDistribution{5, 5}}) {
    for (const double value : draw(d)) BOOST_REQUIRE((value >= d.low && value <= d.high));
  }
  const std::vector<hone::Distribution> integers{
      hone::IntDistribution{-(int64_t{1} << 52), int64_t{1} << 52},
      hone::IntDistribution{1, int64_t{1} << 52, true}, hone::IntDistribution{7, 8}};
  for (const hone::Distribution& d : integers)
    for (const double value : draw(d)) {
      BOOST_REQUIRE(hone::contains(d, value));
      BOOST_REQUIRE(value == std::floor(value));
    }
}

BOOST_AUTO_TEST_CASE(a_draw_is_a_function_of_seed_trial_and_name) {
  const hone::Distribution range = hone::FloatDistribution{0, 1};
  hone::StudyRecord study;
  study.system_attrs["hone:seed"] = 5;
  hone::FrozenTrial trial;
  trial.number = 3;
  hone::RandomSampler five(5), six(6), of_the_study;
  const double x = five.sample_independent(study, trial, "x", range);
  BOOST_TEST(five.sample_independent(study, trial, "y", range) != x);
  BOOST_TEST(six.sample_independent(study, trial, "x", range) != x);
  BOOST_TEST(five.sample_independent(study, trial, "x", range) == x);
  BOOST_TEST(of_the_study.sample_independent(study, trial, "x", range) == x);
  hone::FrozenTrial retry = trial;
  retry.number = 8;
  BOOST_TEST(five.sample_independent(study, retry, "x", range) != x);
  retry.system_attrs["hone:random_key"] = 3;
  BOOST_TEST(five.sample_independent(study, retry, "x", range) == x);
}

BOOST_AUTO_TEST_SUITE_END()
