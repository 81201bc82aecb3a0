// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/detail/random.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(random_numbers)

using hone::detail::philox;
using hone::detail::Random;

BOOST_AUTO_TEST_CASE(philox_gives_the_authors_own_answers) {
  // Known answers from the Random123 library.
  const std::array<uint32_t, 4> zeros{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
  BOOST_TEST((philox({0, 0, 0, 0}, {0, 0}) == zeros));
  const std::array<uint32_t, 4> ones{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd};
  BOOST_TEST((philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}) == ones));
  const std::array<uint32_t, 4> pi{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
  BOOST_TEST(
      (philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) == pi));
}

BOOST_AUTO_TEST_CASE(a_stream_is_a_function_of_seed_trial_and_purpose) {
  Random first(7, 3, "lr"), second(7, 3, "lr");
  for (int i = 0; i < 100; ++i) BOOST_TEST(first.bits() == second.bits());

  std::set<uint64_t> starts;
  for (const uint64_t seed : {0u, 1u, 7u})
    for (const int64_t trial : {0, 1, 3, -1})
      for (const char* purpose : {"", "lr", "rl", "lr2"})
        starts.insert(Random(seed, trial, purpose).bits());
  BOOST_TEST(starts.size() == 48u);
}

BOOST_AUTO_TEST_CASE(a_stream_stays_what_it_was_in_earlier_releases) {
  // A study that is continued with a newer hone must get the same values.
  Random random(7, 3, "lr");
  BOOST_TEST(random.bits() == 0x226daa02399c6afau);
  BOOST_TEST(random.uniform() == 0.019503614113316692);
}

BOOST_AUTO_TEST_CASE(uniform_numbers_lie_evenly_between_zero_and_one) {
  constexpr int kBins = 20, kDraws = 100000;
  std::array<int, kBins> bins{};
  double sum = 0, sum_of_products = 0, last = 0.5;
  Random random(1, 2, "evenly");
  for (int i = 0; i < kDraws; ++i) {
    const double u = random.uniform();
    BOOST_REQUIRE(u >= 0);
    BOOST_REQUIRE(u < 1);
    ++bins[static_cast<size_t>(u * kBins)];
    sum += u;
    sum_of_products += (u - 0.5) * (last - 0.5);
    last = u;
  }
  double chi_square = 0;
  for (const int count : bins) chi_square += std::pow(count - kDraws / kBins, 2) * kBins / kDraws;
  BOOST_TEST(chi_square < 43.8);  // 19 degrees of freedom, p = 0.999
  BOOST_TEST(std::abs(sum / kDraws - 0.5) < 0.003);
  BOOST_TEST(std::abs(sum_of_products / kDraws) < 0.001);
}

BOOST_AUTO_TEST_CASE(first_numbers_of_neighboring_trials_are_unrelated) {
  double sum = 0, sum_of_products = 0, last = 0.5;
  constexpr int kTrials = 20000;
  for (int trial = 0; trial < kTrials; ++trial) {
    const double u = Random(5, trial, "x").uniform();
    sum += u;
    sum_of_products += (u - 0.5) * (last - 0.5);
    last = u;
  }
  BOOST_TEST(std::abs(sum / kTrials - 0.5) < 0.008);
  BOOST_TEST(std::abs(sum_of_products / kTrials) < 0.003);
}

BOOST_AUTO_TEST_CASE(a_study_seeds_by_its_attribute_or_else_by_its_name) {
  hone::StudyRecord study;
  study.name = "net";
  const uint64_t by_name = hone::detail::seed_of({}, study);
  study.name = "other";
  BOOST_TEST(hone::detail::seed_of({}, study) != by_name);
  study.system_attrs["hone:seed"] = 42;
  BOOST_TEST(hone::detail::seed_of({}, study) == 42u);
}

BOOST_AUTO_TEST_CASE(a_retried_trial_keeps_the_key_of_the_trial_that_it_repeats) {
  hone::FrozenTrial trial;
  trial.number = 9;
  BOOST_TEST(hone::detail::random_key(trial) == 9);
  trial.system_attrs["hone:random_key"] = 4;
  BOOST_TEST(hone::detail::random_key(trial) == 4);
}

BOOST_AUTO_TEST_SUITE_END()
