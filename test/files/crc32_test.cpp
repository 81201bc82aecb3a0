// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/files/crc32.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(crc32_suite)

using hone::detail::crc32;
using hone::detail::crc32_combine;

namespace {

std::vector<unsigned char> noise(size_t bytes) {
  std::mt19937 random(7);
  std::vector<unsigned char> result(bytes);
  for (unsigned char& byte : result) byte = static_cast<unsigned char>(random());
  return result;
}

// The definition, bit by bit.
uint32_t slow_crc(const unsigned char* data, size_t bytes) {
  uint32_t crc = 0xffffffff;
  for (size_t i = 0; i < bytes; ++i) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? 0xedb88320u : 0);
  }
  return ~crc;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_check_value_is_the_standards) {
  BOOST_TEST(crc32(0, "123456789", 9) == 0xcbf43926u);
  BOOST_TEST(crc32(0, "", 0) == 0u);
  BOOST_TEST(crc32(0, nullptr, 0) == 0u);
}

BOOST_AUTO_TEST_CASE(every_length_and_alignment_agrees_with_the_definition) {
  const std::vector<unsigned char> data = noise(2000);
  for (size_t from = 0; from < 17; ++from)
    for (size_t bytes = 0; bytes < 700; ++bytes) {
      const uint32_t expected = slow_crc(data.data() + from, bytes);
      BOOST_REQUIRE(crc32(0, data.data() + from, bytes) == expected);
      // The fallback for machines without carry-less multiplication.
      BOOST_REQUIRE(~hone::detail::crc32_table(~0u, data.data() + from, bytes) == expected);
    }
  for (size_t bytes = 700; bytes < data.size(); bytes += 13) {
    const uint32_t expected = slow_crc(data.data(), bytes);
    BOOST_REQUIRE(crc32(0, data.data(), bytes) == expected);
#ifdef HONE_HAS_PCLMUL
    if (__builtin_cpu_supports("pclmul"))
      BOOST_REQUIRE(~hone::detail::crc32_pclmul(~0u, data.data(), bytes) == expected);
#endif
  }
}

BOOST_AUTO_TEST_CASE(bytes_may_come_in_pieces) {
  const std::vector<unsigned char> data = noise(5000);
  const uint32_t whole = crc32(0, data.data(), data.size());
  for (size_t at = 0; at <= data.size(); at += 37)
    BOOST_TEST(crc32(crc32(0, data.data(), at), data.data() + at, data.size() - at) == whole);
}

BOOST_AUTO_TEST_CASE(two_stretches_combine_to_their_whole) {
  const std::vector<unsigned char> data = noise(5000);
  const uint32_t whole = crc32(0, data.data(), data.size());
  for (size_t at = 0; at <= data.size(); at += 41)
    BOOST_TEST(crc32_combine(crc32(0, data.data(), at),
                             crc32(0, data.data() + at, data.size() - at),
                             data.size() - at) == whole);
}

BOOST_AUTO_TEST_CASE(stretches_beyond_4_GiB_combine) {
  // 2^33 zero bytes, by doubling: crc(a + a) follows from crc(a).
  const char zero = 0;
  uint32_t crc = crc32(0, &zero, 1);
  for (int i = 0; i < 33; ++i) crc = crc32_combine(crc, crc, uint64_t{1} << i);
  const uint32_t one = crc32(0, "1", 1);
  // "1" and 2^33 zero bytes, in one step and in two steps of 2^32 bytes each.
  uint32_t half = crc32(0, &zero, 1);
  for (int i = 0; i < 32; ++i) half = crc32_combine(half, half, uint64_t{1} << i);
  BOOST_TEST(crc32_combine(one, crc, uint64_t{1} << 33) ==
             crc32_combine(crc32_combine(one, half, uint64_t{1} << 32), half, uint64_t{1} << 32));
}

BOOST_AUTO_TEST_SUITE_END()
