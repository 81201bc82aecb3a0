// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Same numbers as std::mt19937 and numpy.random.RandomState, without <random>, which takes a tenth
/// of a second to include. (Matsumoto, Nishimura: Mersenne Twister. TOMACS 1998.)
class MersenneTwister {
 public:
  explicit MersenneTwister(uint32_t seed);

  uint32_t operator()();

 private:
  static constexpr size_t kSize = 624, kShift = 397;

  void twist();

  uint32_t state_[kSize];
  size_t at_ = kSize;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/mersenne_twister.hpp>
#endif
