// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/detail/distribution_pool.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(distribution_pool)

using hone::Distribution;
using hone::IntDistribution;
using hone::detail::DistributionPool;

BOOST_AUTO_TEST_CASE(one_copy_is_kept_of_all_spellings) {
  const std::string compact =
      R"({"name":"IntDistribution","attributes":{"log":false,"step":1,"low":1,"high":9}})";
  const std::string spaced =
      R"({"name": "IntDistribution", "attributes": {"high": 9, "low": 1, "step": 1, "log": false}})";
  const std::string escaped = R"({\"type\":\"int\",\"low\":1,\"high\":9})";

  DistributionPool pool;
  const auto own = std::make_shared<const Distribution>(IntDistribution{1, 9});
  BOOST_TEST(pool.share(own) == own);
  BOOST_TEST(pool.share(std::make_shared<const Distribution>(IntDistribution{1, 9})) == own);
  for (int time = 0; time < 2; ++time) {
    BOOST_TEST(pool.get(compact) == own);
    BOOST_TEST(pool.get(spaced) == own);
    BOOST_TEST(pool.get_escaped(escaped) == own);
  }
  BOOST_TEST(pool.share(std::make_shared<const Distribution>(IntDistribution{1, 8})) != own);
}

BOOST_AUTO_TEST_CASE(what_is_no_distribution_is_refused_each_time) {
  DistributionPool pool;
  for (int time = 0; time < 2; ++time) {
    for (const char* text : {"", "{", "7", R"({"type":"int","low":2,"high":1})"})
      BOOST_CHECK_THROW(pool.get(text), hone::ArgumentError);
    for (const char* text : {"", "{", "\\", "\"", R"({\"type\":\"int\"})"})
      BOOST_TEST(pool.get_escaped(text) == nullptr);
  }
}

BOOST_AUTO_TEST_CASE(ranges_that_each_trial_has_of_its_own_are_not_kept_for_ever) {
  DistributionPool pool;
  std::vector<std::weak_ptr<const Distribution>> given;
  for (int high = 0; high < 5000; ++high)
    given.push_back(pool.share(std::make_shared<const Distribution>(IntDistribution{0, high})));
  int kept = 0;
  for (const auto& distribution : given) kept += !distribution.expired();
  BOOST_TEST(kept > 0);
  BOOST_TEST(kept <= 1000);
}

BOOST_AUTO_TEST_SUITE_END()
