// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/storages/study_record.hpp>

#include <unistd.h>
#ifdef __APPLE__
#include <sys/random.h>
#endif

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hone {
inline namespace v0 {
namespace detail {

/// Ten rounds of Philox-4x32: a random-looking bijection of `counter` for every `key`. (Salmon,
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

/// A number that nobody can foresee; the time, where the system has none.
template <class = void>
inline uint64_t random_seed() {
  uint64_t seed = 0;
  if (::getentropy(&seed, sizeof seed) != 0)
    seed = static_cast<uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
  return seed;
}

/// FNV-1a: the same number for the same text on every machine, which std::hash does not promise.
constexpr uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

/// Random numbers that are a function of a seed, a trial and a purpose, and of nothing that was
/// drawn before: a trial that is taken up again is offered what it was offered the first time,
/// whoever asks and in whatever order.
///
///   Random random(seed, random_key(trial), "lr");
///   random.uniform();  // always the same number
///
/// One thread to an object.
class Random {
 public:
  template <class = void>
  Random(uint64_t seed, int64_t trial_key, std::string_view purpose) {
    // Seed, trial and purpose are more than Philox's key holds, so the key is a draw of its own.
    const uint64_t trial = static_cast<uint64_t>(trial_key), what = hash_of(purpose);
    const auto block =
        philox({low(trial), high(trial), low(what), high(what)}, {low(seed), high(seed)});
    key_ = {block[0], block[1]};
    rest_ = {block[2], block[3]};
  }

  template <class = void>
  uint64_t bits() {
    if (left_ == 0) {
      block_ = philox({low(next_), high(next_), rest_[0], rest_[1]}, key_);
      ++next_;
      left_ = 2;
    }
    --left_;
    return left_ == 1 ? join(block_[0], block_[1]) : join(block_[2], block_[3]);
  }

  /// In [0, 1): every multiple of 2^-53 there, equally often.
  template <class = void>
  double uniform() {
    return static_cast<double>(bits() >> 11) * 0x1p-53;
  }

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

/// A sampler's own seed, or the number drawn when the study was made. A study that another program
/// made has none; its name then serves, so that all its workers agree.
template <class = void>
inline uint64_t seed_of(std::optional<uint64_t> own, const StudyRecord& study) {
  if (own) return *own;
  const auto found = study.system_attrs.find(kSeedAttr);
  if (found != study.system_attrs.end())
    if (const auto* seed = std::get_if<int64_t>(&found->second.variant()))
      return static_cast<uint64_t>(*seed);
  return hash_of(study.name);
}

/// What stands for the trial in random streams: its number, or that of the trial which it repeats.
inline int64_t random_key(const FrozenTrial& trial) {
  for (const char* attribute : {"hone:random_key", "failed_trial"}) {
    const auto found = trial.system_attrs.find(attribute);
    if (found != trial.system_attrs.end())
      if (const auto* key = std::get_if<int64_t>(&found->second.variant())) return *key;
  }
  return trial.number;
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
