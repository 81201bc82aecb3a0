// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace hone {
inline namespace v0 {
namespace detail {

/// std::mt19937, whose numbers numpy.random.RandomState gives too, without <random>, which takes a
/// tenth of a second to include. (Matsumoto, Nishimura: Mersenne Twister. TOMACS 1998.)
class MersenneTwister {
 public:
  explicit MersenneTwister(uint32_t seed) {
    for (uint32_t i = 0; i < kSize; ++i) {
      state_[i] = seed;
      seed = 1812433253u * (seed ^ seed >> 30) + i + 1;
    }
  }

  uint32_t operator()() {
    if (at_ == kSize) twist();
    uint32_t bits = state_[at_++];
    bits ^= bits >> 11;
    bits ^= bits << 7 & 0x9d2c5680u;
    bits ^= bits << 15 & 0xefc60000u;
    return bits ^ bits >> 18;
  }

 private:
  static constexpr size_t kSize = 624, kShift = 397;

  void twist() {
    for (size_t i = 0; i < kSize; ++i) {
      const uint32_t next = state_[(i + 1) % kSize];
      const uint32_t bits = (state_[i] & 0x80000000u) | (next & 0x7fffffffu);
      state_[i] = state_[(i + kShift) % kSize] ^ bits >> 1 ^ (next & 1 ? 0x9908b0dfu : 0);
    }
    at_ = 0;
  }

  uint32_t state_[kSize];
  size_t at_ = kSize;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
