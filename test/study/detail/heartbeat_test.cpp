// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/study/detail/heartbeat.hpp>

#include <boost/test/unit_test.hpp>

#include "test/child.hpp"
#include "test/far_storage.hpp"
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(heartbeat)

using hone::detail::Heartbeat;
using hone_test::FarStorage;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(it_beats_for_the_trials_that_are_held) {
  const auto storage = std::make_shared<FarStorage>();
  Heartbeat heartbeat(storage, 0, 1ms);
  heartbeat.hold(7);
  BOOST_TEST(storage->wait_for_beats(3, {7}));
  heartbeat.hold(3);
  BOOST_TEST(storage->wait_for_beats(2, {3, 7}));
  heartbeat.let_go(7);
  BOOST_TEST(storage->wait_for_beats(1, {3}));
}

BOOST_AUTO_TEST_CASE(it_begins_again_after_a_time_without_trials) {
  const auto storage = std::make_shared<FarStorage>();
  Heartbeat heartbeat(storage, 0, 1ms);
  for (int64_t number = 0; number < 50; ++number) {
    heartbeat.hold(number);
    BOOST_TEST_REQUIRE(storage->wait_for_beats(1, {number}));
    heartbeat.let_go(number);
    std::this_thread::yield();
  }
  BOOST_TEST(storage->wait_for_beats(0, {}));
}

BOOST_AUTO_TEST_CASE(before_a_claim_it_beats_where_the_last_beat_is_an_interval_ago) {
  const auto storage = std::make_shared<FarStorage>();
  Heartbeat heartbeat(storage, 0, 1h);
  for (int i = 0; i < 3; ++i) heartbeat.before_claim();
  BOOST_TEST(storage->beats() == 1u);
  heartbeat.hold(0);
  Heartbeat(storage, 0, 0.1ns).before_claim();
  BOOST_TEST(storage->beats() == 2u);
}  // and the destructor does not wait for the hour

BOOST_AUTO_TEST_CASE(a_beat_that_fails_hurts_nobody_and_the_next_one_is_made) {
  const auto storage = std::make_shared<FarStorage>();
  storage->fails = true;
  Heartbeat heartbeat(storage, 0, 1ms);
  heartbeat.before_claim();
  heartbeat.hold(1);
  BOOST_TEST(storage->wait_for_beats(3, {1}));
}

#ifndef HONE_TEST_THREAD_SANITIZER
BOOST_AUTO_TEST_CASE(a_forked_child_beats_for_its_own_trials_alone) {
  const auto storage = std::make_shared<FarStorage>();
  auto heartbeat = std::make_unique<Heartbeat>(storage, 0, 1h);
  heartbeat->before_claim();
  heartbeat->hold(1);
  hone_test::Child child([&] {
    auto mine = std::make_shared<FarStorage>();  // the other's mutex may be held by the lost thread
    Heartbeat other(mine, 0, 1ms);
    heartbeat->let_go(1);
    heartbeat->before_claim();
    heartbeat->hold(2);
    other.hold(2);
    if (!mine->wait_for_beats(2, {2})) return 1;
    heartbeat.reset();
    return 0;
  });
  BOOST_TEST(child.wait() == 0);
  BOOST_TEST(storage->beats() == 1u);  // the child has its own copy of the storage
  heartbeat.reset();
}
#endif

BOOST_AUTO_TEST_CASE(many_threads_hold_and_let_go) {
  const auto storage = std::make_shared<FarStorage>();
  Heartbeat heartbeat(storage, 0, 1us);
  std::vector<std::thread> threads;
  for (int64_t thread = 0; thread < 4; ++thread)
    threads.emplace_back([&heartbeat, thread] {
      for (int64_t i = 0; i < 500; ++i) {
        heartbeat.before_claim();
        heartbeat.hold(4 * i + thread);
        heartbeat.let_go(4 * i + thread);
      }
    });
  for (std::thread& thread : threads) thread.join();
  heartbeat.hold(9999);
  BOOST_TEST(storage->wait_for_beats(1, {9999}));
}

BOOST_AUTO_TEST_SUITE_END()
