// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>

BOOST_AUTO_TEST_SUITE(at_epoch_end)

using hone::Next;

BOOST_AUTO_TEST_CASE(a_lambda_hears_its_event_and_its_answer_counts) {
  auto hooks = hone::hooks(hone::at_epoch_end(
      [](const hone::EpochEnd& event) { return event.epoch == 2 ? Next::stop : Next::proceed; }));
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::proceed);
  BOOST_CHECK(hooks.on_epoch_end(2, 0.5) == Next::stop);
}

BOOST_AUTO_TEST_CASE(a_lambda_that_answers_nothing_answers_proceed) {
  int64_t steps = 0;
  double value = 0;
  auto hooks =
      hone::hooks(hone::at_step_end([&](const hone::StepEnd& event) { steps += event.step; }),
                  hone::at_trial_end([&](const hone::LoopEnd& event) { value = event.value; }));
  BOOST_CHECK(hooks.on_step_end(3, 0.5) == Next::proceed);
  BOOST_CHECK(hooks.on_step_end(4, 0.25) == Next::proceed);
  hooks.on_trial_end();
  BOOST_TEST(steps == 7);
  BOOST_TEST(value == 0.25);
}

BOOST_AUTO_TEST_CASE(a_generic_lambda_and_one_that_changes_itself_will_do) {
  auto hooks = hone::hooks(hone::at_epoch_end([seen = 0](auto& event) mutable {
    return ++seen == 2 && event.epoch == 7 ? Next::prune : Next::proceed;
  }));
  BOOST_CHECK(hooks.on_epoch_end(6, 0) == Next::proceed);
  BOOST_CHECK(hooks.on_epoch_end(7, 0) == Next::prune);
}

BOOST_AUTO_TEST_CASE(a_lambda_may_own_what_cannot_be_copied) {
  auto hooks = hone::hooks(
      hone::at_epoch_end([owned = std::make_unique<int64_t>(5)](const hone::EpochEnd& event) {
        return event.epoch == *owned ? Next::stop : Next::proceed;
      }));
  BOOST_CHECK(hooks.on_epoch_end(5, 0) == Next::stop);
}

BOOST_AUTO_TEST_CASE(a_lambda_is_copied_and_may_be_used_again) {
  int count = 0;
  const auto lambda = [&count](const hone::EpochEnd&) { ++count; };
  auto hooks = hone::hooks(hone::at_epoch_end(lambda), hone::at_epoch_end(lambda));
  BOOST_CHECK(hooks.on_epoch_end(1, 0) == Next::proceed);
  BOOST_TEST(count == 2);
}

BOOST_AUTO_TEST_SUITE_END()
