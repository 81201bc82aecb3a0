// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/detail/mersenne_twister.hpp>

#include <cstddef>
#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE MersenneTwister::MersenneTwister(uint32_t seed) {
  for (uint32_t i = 0; i < kSize; ++i) {
    state_[i] = seed;
    seed = 1812433253u * (seed ^ seed >> 30) + i + 1;
  }
}

HONE_INLINE uint32_t MersenneTwister::operator()() {
  if (at_ == kSize) twist();
  uint32_t bits = state_[at_++];
  bits ^= bits >> 11;
  bits ^= bits << 7 & 0x9d2c5680u;
  bits ^= bits << 15 & 0xefc60000u;
  return bits ^ bits >> 18;
}

HONE_INLINE void MersenneTwister::twist() {
  for (size_t i = 0; i < kSize; ++i) {
    const uint32_t next = state_[(i + 1) % kSize];
    const uint32_t bits = (state_[i] & 0x80000000u) | (next & 0x7fffffffu);
    state_[i] = state_[(i + kShift) % kSize] ^ bits >> 1 ^ (next & 1 ? 0x9908b0dfu : 0);
  }
  at_ = 0;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
