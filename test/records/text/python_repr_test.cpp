// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/text/python_value_repr.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>

BOOST_AUTO_TEST_SUITE(python_repr)

using hone::Value;
using hone::detail::python_repr;

// Expected texts are the output of Python 3.11.
BOOST_AUTO_TEST_CASE(floats_are_written_as_python_writes_them) {
  BOOST_TEST(python_repr(0.1) == "0.1");
  BOOST_TEST(python_repr(1.0) == "1.0");
  BOOST_TEST(python_repr(-0.0) == "-0.0");
  BOOST_TEST(python_repr(0.0001) == "0.0001");
  BOOST_TEST(python_repr(0.00012345) == "0.00012345");
  BOOST_TEST(python_repr(0.00001) == "1e-05");
  BOOST_TEST(python_repr(1.5e-7) == "1.5e-07");
  BOOST_TEST(python_repr(100000.0) == "100000.0");
  BOOST_TEST(python_repr(1234567890123456.0) == "1234567890123456.0");
  BOOST_TEST(python_repr(1e16) == "1e+16");
  BOOST_TEST(python_repr(1e22) == "1e+22");
  BOOST_TEST(python_repr(-1.7976931348623157e308) == "-1.7976931348623157e+308");
  BOOST_TEST(python_repr(5e-324) == "5e-324");
  BOOST_TEST(python_repr(0.1 + 0.2) == "0.30000000000000004");
  BOOST_TEST(python_repr(std::numeric_limits<double>::infinity()) == "inf");
  BOOST_TEST(python_repr(-std::numeric_limits<double>::infinity()) == "-inf");
  BOOST_TEST(python_repr(std::numeric_limits<double>::quiet_NaN()) == "nan");
}

BOOST_AUTO_TEST_CASE(text_is_quoted_as_python_quotes_it) {
  BOOST_TEST(python_repr(Value("adam")) == "'adam'");
  BOOST_TEST(python_repr(Value("a'b")) == R"("a'b")");
  BOOST_TEST(python_repr(Value("q\"'")) == R"('q"\'')");
  BOOST_TEST(python_repr(Value("p\tq\\\n\x01")) == R"('p\tq\\\n\x01')");
  BOOST_TEST(python_repr(Value("\xc3\xa9")) == "'\xc3\xa9'");
  BOOST_TEST(python_repr(Value("\xff")) == R"('\udcff')");
}

BOOST_AUTO_TEST_CASE(other_values_have_pythons_names) {
  BOOST_TEST(python_repr(Value()) == "None");
  BOOST_TEST(python_repr(Value(true)) == "True");
  BOOST_TEST(python_repr(Value(false)) == "False");
  BOOST_TEST(python_repr(Value(3)) == "3");
  BOOST_TEST(python_repr(Value(3.0)) == "3.0");
}

BOOST_AUTO_TEST_SUITE_END()
