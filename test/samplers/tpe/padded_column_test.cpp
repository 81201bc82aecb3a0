// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/tpe/padded_column.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <vector>

BOOST_AUTO_TEST_SUITE(padded_column)

using hone::detail::PaddedColumn;

BOOST_AUTO_TEST_CASE(it_holds_what_a_vector_would_and_a_filling_behind) {
  PaddedColumn column(-1);
  std::vector<double> expected;
  const auto check = [&] {
    BOOST_REQUIRE(column.size() == expected.size());
    for (size_t i = 0; i < expected.size(); ++i) BOOST_TEST(column[i] == expected[i]);
    for (size_t i = expected.size(); i < hone::detail::padded(expected.size()); ++i)
      BOOST_TEST(column.data()[i] == -1);
  };
  check();
  for (size_t i = 0; i < 40; ++i) {
    const size_t at = i * 7 % (expected.size() + 1);
    column.insert(at, static_cast<double>(i));
    expected.insert(expected.begin() + static_cast<std::ptrdiff_t>(at), static_cast<double>(i));
    check();
  }
  while (!expected.empty()) {
    const size_t at = expected.size() * 5 / 7;
    column.erase(at);
    expected.erase(expected.begin() + static_cast<std::ptrdiff_t>(at));
    check();
  }
}

BOOST_AUTO_TEST_SUITE_END()
