// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Ten rounds of Philox-4x32: a pseudorandom bijection of `counter` for every `key`. (Salmon,
/// Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3. SC 2011.)
constexpr std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter,
                                         std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t a = uint64_t{0xD2511F53} * counter[0];
    const uint64_t b = uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<uint32_t>(b),
               static_cast<uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

/// Returns an unpredictable number; the time if the system provides none.
uint64_t random_seed();

/// FNV-1a: the same hash for the same text on every machine, which std::hash does not guarantee.
constexpr uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

/// Reproducible random numbers: they depend only on a seed, a trial and a purpose, not on earlier
/// draws. A resumed trial gets the same values again, whichever worker asks and in whatever order.
///
///   Random random(seed, random_key(trial), "lr");
///   random.uniform();  // always the same number
///
/// Not thread-safe.
class Random {
 public:
  Random(uint64_t seed, int64_t trial_key, std::string_view purpose);

  uint64_t bits();

  /// In [0, 1): uniform over the multiples of 2^-53.
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

 private:
  static constexpr uint32_t low(uint64_t x) { return static_cast<uint32_t>(x); }
  static constexpr uint32_t high(uint64_t x) { return static_cast<uint32_t>(x >> 32); }
  static constexpr uint64_t join(uint32_t a, uint32_t b) { return uint64_t{b} << 32 | a; }

  std::array<uint32_t, 2> key_{};
  std::array<uint32_t, 2> rest_{};
  std::array<uint32_t, 4> block_{};
  uint64_t next_ = 0;
  int left_ = 0;
};

inline constexpr const char* kSeedAttr = "hone:seed";

/// Returns the sampler's own seed, or the one drawn when the study was created. A study created by
/// another program has none; then its name is hashed, so that all its workers agree.
uint64_t seed_of(std::optional<uint64_t> own, const StudyRecord& study);

/// The trial's key in random streams: its number, or that of the trial it retries.
int64_t random_key(const FrozenTrial& trial);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/random.hpp>
#endif
