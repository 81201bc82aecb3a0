// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/next.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(next)

using hone::Next;

BOOST_AUTO_TEST_CASE(answers_rank_from_proceed_over_pause_and_stop_to_prune) {
  const Next ranked[] = {Next::proceed, Next::pause, Next::stop, Next::prune};
  for (int a = 0; a < 4; ++a)
    for (int b = 0; b < 4; ++b)
      BOOST_CHECK(hone::worse(ranked[a], ranked[b]) == ranked[a < b ? b : a]);
}

BOOST_AUTO_TEST_CASE(their_numbers_stand_in_files_and_never_change) {
  BOOST_TEST(static_cast<int>(Next::proceed) == 0);
  BOOST_TEST(static_cast<int>(Next::pause) == 1);
  BOOST_TEST(static_cast<int>(Next::stop) == 2);
  BOOST_TEST(static_cast<int>(Next::prune) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
