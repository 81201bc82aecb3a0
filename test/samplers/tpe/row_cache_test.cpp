// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/tpe/row_cache.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>

BOOST_AUTO_TEST_SUITE(row_cache)

using hone::detail::RowCache;

BOOST_AUTO_TEST_CASE(a_row_is_found_again_and_follows_the_kernels) {
  RowCache cache;
  RowCache::Row& row = cache.at(2.5, 3);
  BOOST_TEST(!row.is_filled);
  BOOST_TEST(row.numbers.size() == 3u);
  row.is_filled = true;
  for (size_t i = 0; i < 3; ++i) row.numbers[i] = static_cast<double>(i);
  cache.insert(1, 9);
  cache.erase(0);
  RowCache::Row& again = cache.at(2.5, 3);
  BOOST_TEST(again.is_filled);
  BOOST_TEST(again.numbers[0] == 9);
  BOOST_TEST(again.numbers[1] == 1);
  BOOST_TEST(again.numbers[2] == 2);
  BOOST_TEST(!cache.at(3.5, 3).is_filled);
}

BOOST_AUTO_TEST_CASE(numbers_stay_where_they_are_until_rows_are_trimmed) {
  RowCache cache;
  const double* const first = cache.at(0, 10).numbers.data();
  for (int value = 1; value < 500; ++value) cache.at(value, 10);
  BOOST_TEST(cache.at(0, 10).numbers.data() == first);
  BOOST_TEST(cache.rows().size() == 500u);
}

BOOST_AUTO_TEST_CASE(rows_that_were_not_asked_for_lately_are_dropped) {
  RowCache cache;
  for (int value = 0; value < 500; ++value) cache.at(value, 4).is_filled = true;
  cache.at(7, 4);
  cache.trim();
  BOOST_TEST(cache.rows().size() == 64u);
  BOOST_TEST(cache.at(7, 4).is_filled);
  BOOST_TEST(cache.at(499, 4).is_filled);
  BOOST_TEST(cache.at(437, 4).is_filled);
  BOOST_TEST(!cache.at(436, 4).is_filled);
}

BOOST_AUTO_TEST_SUITE_END()
