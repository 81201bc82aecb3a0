// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/pruners/detail/signed_rank.hpp>

#include <boost/test/unit_test.hpp>

#include "test/optuna_numbers.hpp"
#include <functional>
#include <vector>

BOOST_AUTO_TEST_SUITE(signed_rank)

using hone::detail::signed_rank_p;

namespace {

std::vector<double> differences(int n, const std::function<double(int)>& at) {
  std::vector<double> result;
  for (int i = 0; i < n; ++i) result.push_back(at(i));
  return result;
}

double alternating(int i, double value) { return i % 3 == 1 ? -value : value; }

}  // namespace

// Expected numbers are from scipy 1.17.

BOOST_AUTO_TEST_CASE(few_differences_are_counted_out) {
  BOOST_TEST(signed_rank_p({1, 2, 3}) == 0.125);
  BOOST_TEST(signed_rank_p({3, -1, 2, -5}) == 0.5625);
  BOOST_TEST(signed_rank_p({5, -5}) == 0.75);
  BOOST_TEST(signed_rank_p(differences(14, [](int i) { return alternating(i, i + 1); })) ==
             0.2315673828125);
  BOOST_TEST(signed_rank_p(differences(50, [](int i) { return i % 4 ? i + .5 : -(i + .5); })) ==
             0.0010612174275452801);
}

BOOST_AUTO_TEST_CASE(zeros_count_half_and_equals_share_their_ranks) {
  BOOST_TEST(signed_rank_p({1, 1, 2}) == 0.125);
  BOOST_TEST(signed_rank_p({0, 1}) == 0.5);
  BOOST_TEST(signed_rank_p({0, -1, 2, 2, -3}) == 0.5625);
  BOOST_TEST(signed_rank_p({0, 0, 0}) == 1.0);
  BOOST_TEST(signed_rank_p(differences(13, [](int i) { return alternating(i, i / 2); })) ==
             0.09619140625);
}

BOOST_AUTO_TEST_CASE(many_go_by_the_normal_distribution) {
  using hone_test::agree;
  BOOST_TEST(agree(signed_rank_p(differences(14, [](int i) { return alternating(i, i / 2); })),
                   0.20681995361039834));
  BOOST_TEST(agree(signed_rank_p(differences(51, [](int i) { return alternating(i, i + .5); })),
                   0.01915435860322356));
  BOOST_TEST(agree(signed_rank_p(std::vector<double>(14, 0.0)), 0.5));
  std::vector<double> one_of_many(61, 0.0);
  one_of_many.back() = 1;
  BOOST_TEST(agree(signed_rank_p(one_of_many), 0.4012936743170763));
}

BOOST_AUTO_TEST_SUITE_END()
