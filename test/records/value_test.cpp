// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/value.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <string>

BOOST_AUTO_TEST_SUITE(value)

BOOST_AUTO_TEST_CASE(a_value_reads_back_as_the_type_it_was_made_of) {
  BOOST_TEST(hone::Value(32).as<int>() == 32);
  BOOST_TEST(hone::Value(int64_t{1} << 40).as<int64_t>() == int64_t{1} << 40);
  BOOST_TEST(hone::Value(0.1f).as<float>() == 0.1f);
  BOOST_TEST(hone::Value(true).as<bool>());
  BOOST_TEST(hone::Value("adam").as<std::string>() == "adam");
  BOOST_TEST(hone::Value(hone::Json{"[1]"}).as<hone::Json>().text == "[1]");
  BOOST_TEST(std::isnan(hone::Value(std::numeric_limits<double>::quiet_NaN()).as<double>()));
}

BOOST_AUTO_TEST_CASE(an_integer_reads_as_a_number_and_a_whole_number_as_an_integer) {
  BOOST_TEST(hone::Value(3).as<double>() == 3.0);
  BOOST_TEST(hone::Value(3.0).as<int>() == 3);
  BOOST_CHECK_THROW(hone::Value(3.5).as<int>(), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::Value(1e300).as<int64_t>(), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::Value(std::nan("")).as<int64_t>(), hone::ArgumentError);
}

BOOST_AUTO_TEST_CASE(a_value_that_does_not_fit_is_refused_and_named) {
  BOOST_CHECK_THROW(hone::Value(300).as<unsigned char>(), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::Value(-1).as<uint64_t>(), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::Value{std::numeric_limits<uint64_t>::max()}, hone::ArgumentError);
  BOOST_CHECK_THROW(hone::Value(true).as<int>(), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::Value(nullptr).as<double>(), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::Value(1e300).as<float>(), hone::ArgumentError);
  BOOST_TEST(std::isinf(hone::Value(-std::numeric_limits<double>::infinity()).as<float>()));
  BOOST_CHECK_EXCEPTION(hone::Value("adam").as<double>(), hone::ArgumentError,
                        [](const hone::ArgumentError& error) {
                          return std::string(error.what()).find("\"adam\"") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(equality_is_strict_about_types) {
  BOOST_TEST((hone::Value(1) == hone::Value(1)));
  BOOST_TEST((hone::Value(1) != hone::Value(1.0)));
  BOOST_TEST((hone::Value(1) != hone::Value(true)));
  BOOST_TEST((hone::Value("1") != hone::Value(1)));
  BOOST_TEST((hone::Value() == hone::Value(nullptr)));
}

BOOST_AUTO_TEST_CASE(messages_show_enough_digits_to_tell_numbers_apart) {
  BOOST_TEST(hone::Value(0.1).to_string() == "0.1");
  BOOST_TEST(hone::Value(0.1 + 0.2).to_string() == "0.30000000000000004");
  BOOST_TEST(hone::Value("a").to_string() == "\"a\"");
  BOOST_TEST(hone::Value(nullptr).to_string() == "null");
}

BOOST_AUTO_TEST_SUITE_END()
