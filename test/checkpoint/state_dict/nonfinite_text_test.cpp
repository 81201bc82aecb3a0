// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/state_dict/nonfinite_text.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <locale>
#include <sstream>
#include <string>

BOOST_AUTO_TEST_SUITE(nonfinite_text)

using hone::detail::NonfiniteGet;
using hone::detail::NonfinitePut;

namespace {

/// Returns whether the complete text is one number.
template <class T>
bool read(const std::string& text, T& number) {
  std::istringstream stream(text);
  stream.imbue(std::locale(std::locale::classic(), new NonfiniteGet));
  return (stream >> number) && stream.peek() == std::char_traits<char>::eof();
}

template <class T>
std::string written(T number) {
  std::ostringstream stream;
  stream.imbue(std::locale(std::locale::classic(), new NonfinitePut));
  stream.precision(std::numeric_limits<T>::max_digits10);
  stream << number;
  return stream.str();
}

template <class T>
void check_numbers() {
  using Limits = std::numeric_limits<T>;
  for (const T number :
       {T(0), -T(0), T(1.5), T(-1.5), Limits::max(), Limits::lowest(), Limits::min(),
        Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), -Limits::quiet_NaN()}) {
    T back = 7;
    BOOST_TEST(read(written(number), back), written(number));
    BOOST_TEST((back == number || (std::isnan(back) && std::isnan(number))), written(number));
    BOOST_TEST(std::signbit(back) == std::signbit(number), written(number));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_reads_back) {
  check_numbers<float>();
  check_numbers<double>();
  check_numbers<long double>();
}

BOOST_AUTO_TEST_CASE(it_is_spelled_as_python_does) {
  BOOST_TEST(written(std::nan("")) == "nan");
  BOOST_TEST(written(-HUGE_VAL) == "-inf");
  BOOST_TEST(written(-2.5) == "-2.5");
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_refused) {
  for (const std::string text : {"", "-", "--5", "-+5", "--inf", "na", "in", "-i", "nanx", "x"}) {
    double number = 7;
    BOOST_TEST(!read(text, number), text);
  }
}

BOOST_AUTO_TEST_CASE(several_are_read_one_after_another) {
  std::istringstream stream("nan -inf 3 -4e2 inf");
  stream.imbue(std::locale(std::locale::classic(), new NonfiniteGet));
  double a = 0, b = 0, c = 0, d = 0, e = 0;
  BOOST_TEST_REQUIRE(static_cast<bool>(stream >> a >> b >> c >> d >> e));
  BOOST_TEST(std::isnan(a));
  BOOST_TEST(b == -HUGE_VAL);
  BOOST_TEST(c == 3);
  BOOST_TEST(d == -400);
  BOOST_TEST(e == HUGE_VAL);
}

BOOST_AUTO_TEST_SUITE_END()
