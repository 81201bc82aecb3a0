// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>

#include <boost/archive/polymorphic_text_iarchive.hpp>
#include <boost/archive/polymorphic_text_oarchive.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <sstream>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(early_stop)

namespace {

using hone::Direction;
using hone::Next;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Returns the position, from 1, of the value that it stops at; 0 if it does not stop.
int64_t stops_at(hone::EarlyStop hook, const std::vector<double>& values) {
  int64_t epoch = 0;
  for (const double value : values)
    if (hook.on_epoch_end(hone::EpochEnd{++epoch, value}) == Next::stop) return epoch;
  return 0;
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_stops_after_patience_epochs_without_a_better_one) {
  BOOST_TEST(stops_at(hone::early_stop(2, Direction::minimize), {3, 2, 4, 1, 1, 1, 0}) == 6);
  BOOST_TEST(stops_at(hone::early_stop(1, Direction::minimize), {3, 2, 1, 2}) == 4);
  BOOST_TEST(stops_at(hone::early_stop(3, Direction::minimize), {1, 2, 2, 0.5, 3, 3}) == 0);
}

BOOST_AUTO_TEST_CASE(maximize_is_the_mirror_image) {
  BOOST_TEST(stops_at(hone::early_stop(2, Direction::maximize), {-3, -2, -4, -1, -1, -1, 0}) == 6);
  BOOST_TEST(stops_at(hone::early_stop(2, Direction::maximize), {1, 2, 3, 4, 5}) == 0);
}

BOOST_AUTO_TEST_CASE(nan_and_infinity_are_no_improvement_not_even_as_the_first_value) {
  BOOST_TEST(stops_at(hone::early_stop(2, Direction::minimize), {1, 2, kNan}) == 3);
  BOOST_TEST(stops_at(hone::early_stop(2, Direction::minimize), {kNan, kNan}) == 2);
  BOOST_TEST(stops_at(hone::early_stop(2, Direction::minimize), {kNan, 5, kNan, 4, kNan}) == 0);
  BOOST_TEST(stops_at(hone::early_stop(2, Direction::minimize), {5, -kInfinity, 4, 3}) == 0);
  BOOST_TEST(stops_at(hone::early_stop(2, Direction::maximize), {kInfinity, 4, 5}) == 0);
}

BOOST_AUTO_TEST_CASE(min_delta_asks_for_more_than_a_little) {
  const auto strict = hone::early_stop(2, Direction::minimize).min_delta(0.5);
  BOOST_TEST(stops_at(strict, {2, 1.75, 1.5}) == 3);  // 0.5 less is not more than 0.5 less
  BOOST_TEST(stops_at(strict, {2, 1.75, 1.25, 1}) == 0);
  BOOST_TEST(stops_at(hone::early_stop(2, Direction::maximize).min_delta(0.5), {2, 2.25, 2.5}) ==
             3);
}

BOOST_AUTO_TEST_CASE(once_out_of_patience_it_says_so_again_until_something_is_better) {
  auto hook = hone::early_stop(1, Direction::minimize);
  BOOST_CHECK(hook.on_epoch_end({1, 1.0}) == Next::proceed);
  BOOST_CHECK(hook.on_epoch_end({2, 2.0}) == Next::stop);
  BOOST_CHECK(hook.on_epoch_end({3, 2.0}) == Next::stop);
  BOOST_CHECK(hook.on_epoch_end({4, 0.5}) == Next::proceed);
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_refused) {
  BOOST_CHECK_THROW(hone::early_stop(0, Direction::minimize), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::early_stop(3, Direction::not_set), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::early_stop(3, Direction::minimize).min_delta(-0.1), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::early_stop(3, Direction::minimize).min_delta(kNan), hone::ArgumentError);
}

BOOST_AUTO_TEST_CASE(its_patience_and_its_best_survive_a_resume) {
  auto before = hone::early_stop(3, Direction::minimize);
  for (const double value : {1.0, 2.0, 2.0}) (void)before.on_epoch_end({1, value});
  std::stringstream text;
  {
    boost::archive::polymorphic_text_oarchive archive(text);
    boost::archive::polymorphic_oarchive& interface = archive;
    before.serialize(interface, 0u);
  }
  auto after = hone::early_stop(3, Direction::minimize);
  {
    boost::archive::polymorphic_text_iarchive archive(text);
    boost::archive::polymorphic_iarchive& interface = archive;
    after.serialize(interface, 0u);
  }
  BOOST_CHECK(after.on_epoch_end({4, 1.5}) == Next::stop);
}

BOOST_AUTO_TEST_CASE(setters_chain_on_a_variable_and_on_a_temporary) {
  auto hook = hone::early_stop(2, Direction::minimize);
  hook.min_delta(0.5).name("coarse");
  BOOST_TEST(hook.name() == "coarse");
  BOOST_TEST(hone::early_stop(2, Direction::minimize).name() == "early_stop");
  BOOST_TEST(stops_at(hook, {2, 1.75, 1.5}) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
