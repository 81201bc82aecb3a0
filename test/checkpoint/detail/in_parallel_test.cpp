// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/detail/in_parallel.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(in_parallel_suite)

using hone::detail::in_parallel;
using hone::detail::threads_for;

BOOST_AUTO_TEST_CASE(each_piece_of_work_is_done_once) {
  for (const size_t threads : {0u, 1u, 3u, 50u})
    for (const size_t count : {0u, 1u, 2u, 1000u}) {
      std::vector<std::atomic<int>> done(count);
      in_parallel(count, threads, [&](size_t i) { ++done[i]; });
      for (const std::atomic<int>& times : done) BOOST_REQUIRE(times == 1);
    }
}

BOOST_AUTO_TEST_CASE(one_thread_is_the_caller_s) {
  const std::thread::id caller = std::this_thread::get_id();
  in_parallel(5, 1, [&](size_t) { BOOST_TEST((std::this_thread::get_id() == caller)); });
}

BOOST_AUTO_TEST_CASE(an_exception_ends_it_and_is_thrown_on) {
  for (const size_t threads : {1u, 4u}) {
    std::atomic<int> done{0};
    BOOST_CHECK_THROW(in_parallel(100000, threads,
                                  [&](size_t i) {
                                    if (i == 7) throw std::runtime_error("seven");
                                    ++done;
                                  }),
                      std::runtime_error);
    BOOST_TEST(done < 100000);
    if (threads == 1) BOOST_TEST(done == 7);
  }
}

BOOST_AUTO_TEST_CASE(little_work_needs_no_threads) {
  BOOST_TEST(threads_for(0) == 1u);
  BOOST_TEST(threads_for(uint64_t{1} << 20) == 1u);
  BOOST_TEST(threads_for(UINT64_MAX) >= 1u);
  BOOST_TEST(threads_for(UINT64_MAX) <= 4u);
}

BOOST_AUTO_TEST_SUITE_END()
