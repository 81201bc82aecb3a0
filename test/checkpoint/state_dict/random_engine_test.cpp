// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/state_dict/random_engine.hpp>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/state_dict/saved.hpp"
#include <cstdint>
#include <random>
#include <sstream>
#include <string>

BOOST_AUTO_TEST_SUITE(random_engine)

using hone_test::contains;
using hone_test::Saved;

namespace {

template <class Engine>
void check_draws_on() {
  Engine engine(3), other(4);
  engine.discard(1000);
  const Saved saved(engine);
  const auto expected = engine();
  saved.restore(other);
  BOOST_TEST(other() == expected);
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_engine_of_the_standard_draws_on_where_it_stopped) {
  check_draws_on<std::mt19937>();
  check_draws_on<std::mt19937_64>();
  check_draws_on<std::minstd_rand>();
}

BOOST_AUTO_TEST_CASE(a_distribution_gives_the_number_that_it_kept) {
  std::mt19937 engine(3);
  std::normal_distribution<double> normal(0.25, 3), other;
  normal(engine);  // generates two, and caches one
  const Saved saved(normal);
  saved.restore(other);
  std::mt19937 same = engine;
  for (int i = 0; i < 5; ++i) BOOST_TEST(other(same) == normal(engine));
}

// A CRC does not protect against deliberate changes.
BOOST_AUTO_TEST_CASE(a_state_that_no_engine_has_does_no_harm) {
  std::mt19937 engine(3), other(4);
  std::ostringstream written;
  written << engine;
  std::string text = written.str();
  text.replace(text.rfind(' ') + 1, std::string::npos, "4000000000");  // the position in its state
  std::mt19937 far;
  std::istringstream(text) >> far;
  const Saved saved(far);
  saved.restore(other);
  const auto number = other();
  BOOST_TEST(number <= std::mt19937::max());
  static_assert(!hone::detail::is_savable<std::ranlux24>());  // would read at that position
}

BOOST_AUTO_TEST_CASE(the_state_of_another_engine_is_refused_and_changes_nothing) {
  std::mt19937 engine(3);
  std::mt19937_64 wider(3);
  std::string text = "no numbers";
  int64_t number = 7;
  const std::mt19937 before = engine;
  BOOST_TEST(contains(Saved(wider).misfit(engine), "no state of such a random engine"));
  BOOST_TEST(contains(Saved(engine).misfit(wider), "no state of such a random engine"));
  BOOST_TEST(contains(Saved(text).misfit(engine), "no state of such a random engine"));
  BOOST_TEST(contains(Saved(number).misfit(engine), "no state of such a random engine"));
  BOOST_TEST((engine == before));
}

BOOST_AUTO_TEST_SUITE_END()
