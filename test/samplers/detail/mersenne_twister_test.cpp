// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/detail/mersenne_twister.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <random>

BOOST_AUTO_TEST_SUITE(mersenne_twister)

BOOST_AUTO_TEST_CASE(its_numbers_are_those_of_the_standard_library) {
  for (const uint32_t seed : {0u, 1u, 7u, 5489u, 0xffffffffu}) {
    std::mt19937 standard(seed);
    hone::detail::MersenneTwister own(seed);
    for (int i = 0; i < 5000; ++i) BOOST_REQUIRE(own() == standard());
  }
}

BOOST_AUTO_TEST_SUITE_END()
