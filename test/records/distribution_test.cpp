// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/distribution.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>

BOOST_AUTO_TEST_SUITE(distribution)

namespace {

using hone::CategoricalDistribution;
using hone::FloatDistribution;
using hone::IntDistribution;

void refused(const hone::Distribution& distribution, const std::string& words) {
  BOOST_CHECK_EXCEPTION(hone::checked("lr", distribution), hone::ArgumentError,
                        [&](const hone::ArgumentError& error) {
                          const std::string what = error.what();
                          BOOST_TEST_INFO(what);
                          return what.find("\"lr\"") != std::string::npos &&
                                 what.find(words) != std::string::npos;
                        });
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

BOOST_AUTO_TEST_CASE(a_range_that_cannot_be_is_refused_by_name_with_a_way_out) {
  refused(FloatDistribution{0.1, 0.01}, "low 0.1 is above high 0.01; swap them");
  refused(FloatDistribution{0, kInfinity}, "not finite");
  refused(FloatDistribution{-kInfinity, 0}, "not finite");
  refused(FloatDistribution{std::numeric_limits<double>::quiet_NaN(), 1}, "not finite");
  refused(FloatDistribution{0, 1, true}, "low above 0");
  refused(FloatDistribution{-1, 1, true}, "low above 0");
  refused(FloatDistribution{0.1, 1, true, 0.1}, "exclude each other");
  refused(FloatDistribution{0, 1, false, 0.0}, "step 0 is not a positive number");
  refused(FloatDistribution{0, 1, false, -0.5}, "not a positive number");
  refused(FloatDistribution{0, 1, false, std::numeric_limits<double>::quiet_NaN()}, "positive");
  refused(IntDistribution{5, 4}, "low 5 is above high 4");
  refused(IntDistribution{0, 4, true}, "at least 1");
  refused(IntDistribution{1, 4, true, 2}, "exclude each other");
  refused(IntDistribution{1, 4, false, 0}, "not a positive integer");
  refused(IntDistribution{0, std::numeric_limits<int64_t>::max()}, "2^53");
  refused(IntDistribution{std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()},
          "2^53");
  refused(FloatDistribution{-1e308, 1e308, false, 1.0}, "step 1 is too small");
  refused(CategoricalDistribution{}, "no choice");
  refused(CategoricalDistribution{{"a", "b", "a"}}, "\"a\" is listed twice");
  refused(CategoricalDistribution{{hone::Json{"[1]"}}}, "[1]");
  refused(CategoricalDistribution{{1.0, std::nan("")}}, "nan equals nothing");
}

BOOST_AUTO_TEST_CASE(high_comes_down_onto_the_grid) {
  const auto high = [](double low, double up, double step) {
    return std::get<FloatDistribution>(hone::checked("x", FloatDistribution{low, up, false, step}))
        .high;
  };
  BOOST_TEST(high(0, 0.5, 0.1) == 0.5);
  BOOST_TEST(high(0, 0.3, 0.1) == 0.3);  // although 0.3 / 0.1 is below 3 in binary
  // Computed with Optuna 5.
  BOOST_TEST(high(0, 1, 0.3) == 0.9);
  BOOST_TEST(high(0, 0.35, 0.1) == 0.3);
  BOOST_TEST(high(0.1, 2, 0.7) == 1.5);
  BOOST_TEST(high(-1.2, 3.3, 0.4) == 3.2);
  BOOST_TEST(high(0, 1e8 + 0.5, 1) == 1e8);
  BOOST_TEST(high(-1000000, 100, 0.009000000000000001) == 99.99800000011112);
  BOOST_TEST(high(0, 1e300, 1) == 1e300);  // needs more digits than are computed
  BOOST_TEST(high(0, 1, 7) == 0.0);
  const auto integer =
      std::get<IntDistribution>(hone::checked("x", IntDistribution{1, 10, false, 4}));
  BOOST_TEST(integer.high == 9);
}

BOOST_AUTO_TEST_CASE(internal_numbers_and_values_convert_both_ways) {
  const hone::Distribution choices =
      CategoricalDistribution{{"sgd", "adam", nullptr, true, 3, 2.5}};
  for (double i = 0; i < 6; ++i)
    BOOST_TEST(hone::to_internal(choices, hone::to_external(choices, i)).value() == i);
  BOOST_TEST(!hone::to_internal(choices, "rmsprop"));
  BOOST_TEST(!hone::to_internal(choices, 3.0));  // 3 and 3.0 are different values
  BOOST_CHECK_THROW(hone::to_external(choices, 6), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::to_external(choices, -1), hone::ArgumentError);
  BOOST_TEST(hone::to_external(IntDistribution{1, 9}, 4).as<int64_t>() == 4);
  BOOST_TEST(hone::to_internal(IntDistribution{1, 9}, 4.0).value() == 4);
  BOOST_TEST(!hone::to_internal(IntDistribution{1, 9}, 4.5));
  BOOST_TEST(!hone::to_internal(IntDistribution{1, 9}, 1e300));
  BOOST_TEST(!hone::to_internal(IntDistribution{1, 9}, kInfinity));
  BOOST_TEST(!hone::to_internal(IntDistribution{1, 9, true}, 0));
  BOOST_TEST(!hone::to_internal(FloatDistribution{1, 9, true}, -1.0));
  BOOST_TEST(!hone::to_internal(FloatDistribution{1, 9}, std::nan("")));
  BOOST_TEST(hone::to_internal(FloatDistribution{1, 9}, 10.0).value() == 10);  // out of range
  BOOST_TEST(!hone::to_internal(FloatDistribution{1, 9}, "four"));
  BOOST_TEST(!hone::to_internal(FloatDistribution{1, 9}, true));
}

BOOST_AUTO_TEST_CASE(only_what_a_distribution_can_give_is_contained) {
  BOOST_TEST(hone::contains(FloatDistribution{0, 1}, 1));
  BOOST_TEST(!hone::contains(FloatDistribution{0, 1}, 1.5));
  BOOST_TEST(!hone::contains(FloatDistribution{0, 1}, std::numeric_limits<double>::quiet_NaN()));
  BOOST_TEST(hone::contains(FloatDistribution{0, 1, false, 0.1}, 0.1 + 0.2));
  BOOST_TEST(!hone::contains(FloatDistribution{0, 1, false, 0.1}, 0.25));
  BOOST_TEST(!hone::contains(IntDistribution{0, 8, false, 4}, 2));
  BOOST_TEST(hone::contains(CategoricalDistribution{{"a", "b"}}, 1));
  BOOST_TEST(!hone::contains(CategoricalDistribution{{"a", "b"}}, 0.5));
}

BOOST_AUTO_TEST_CASE(a_name_keeps_its_kind_its_scale_and_its_choices) {
  BOOST_TEST(hone::is_compatible(FloatDistribution{0, 1}, FloatDistribution{5, 9, false, 0.5}));
  BOOST_TEST(!hone::is_compatible(FloatDistribution{1, 2}, FloatDistribution{1, 2, true}));
  BOOST_TEST(!hone::is_compatible(FloatDistribution{1, 2}, IntDistribution{1, 2}));
  BOOST_TEST(!hone::is_compatible(CategoricalDistribution{{"a", "b"}},
                                  CategoricalDistribution{{"b", "a"}}));
}

BOOST_AUTO_TEST_SUITE_END()
