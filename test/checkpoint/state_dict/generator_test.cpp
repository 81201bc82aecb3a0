// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/state_dict/generator.hpp>

#include <boost/test/unit_test.hpp>

#include "saved.hpp"
#include <string>

using hone_test::contains;
using hone_test::Saved;

BOOST_AUTO_TEST_SUITE(generator_suite)

BOOST_AUTO_TEST_CASE(a_generator_draws_on_where_it_stopped) {
  at::Generator generator = at::detail::createCPUGenerator(3);
  at::randn({5}, generator);  // an odd number leaves half a pair behind
  const Saved saved(generator);
  const at::Tensor expected = at::randn({7}, generator);
  at::Generator other = at::detail::createCPUGenerator(99);
  saved.restore(other);
  BOOST_TEST(at::randn({7}, other).equal(expected));
  saved.restore(generator);
  BOOST_TEST(at::randn({7}, generator).equal(expected));
}

BOOST_AUTO_TEST_CASE(what_is_no_state_of_a_generator_is_refused) {
  at::Generator generator = at::detail::createCPUGenerator(3);
  at::Tensor bytes = at::zeros({10}, at::kByte);
  const Saved saved(bytes);
  BOOST_TEST(contains(saved.misfit(generator), "no state of such a generator"));
  at::Tensor garbage = at::full_like(generator.get_state(), 255);
  const Saved garbled(garbage);
  const at::Tensor before = generator.get_state();
  const at::Tensor expected = at::randn({3}, generator);
  generator.set_state(before);
  BOOST_TEST(contains(garbled.misfit(generator), "it: "));
  BOOST_TEST(at::randn({3}, generator).equal(expected));  // nothing has changed
}

BOOST_AUTO_TEST_CASE(an_undefined_generator_is_named) {
  at::Generator undefined;
  BOOST_CHECK_EXCEPTION(Saved{undefined}, hone::CheckpointError, [](const auto& error) {
    return contains(error.what(), "\"it\" cannot be saved: the generator is undefined");
  });
}

BOOST_AUTO_TEST_SUITE_END()
