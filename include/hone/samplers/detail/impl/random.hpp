// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/random.hpp>

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#ifdef __APPLE__
#include <sys/random.h>
#endif

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE uint64_t random_seed() {
  uint64_t seed = 0;
  if (::getentropy(&seed, sizeof seed) != 0)
    seed = static_cast<uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
  return seed;
}

HONE_INLINE Random::Random(uint64_t seed, int64_t trial_key, std::string_view purpose) {
  // Seed, trial and purpose do not fit into Philox's key, so the key is itself drawn with Philox.
  const uint64_t trial = static_cast<uint64_t>(trial_key), what = hash_of(purpose);
  const auto block =
      philox({low(trial), high(trial), low(what), high(what)}, {low(seed), high(seed)});
  key_ = {block[0], block[1]};
  rest_ = {block[2], block[3]};
}

HONE_INLINE uint64_t Random::bits() {
  if (left_ == 0) {
    block_ = philox({low(next_), high(next_), rest_[0], rest_[1]}, key_);
    ++next_;
    left_ = 2;
  }
  --left_;
  return left_ == 1 ? join(block_[0], block_[1]) : join(block_[2], block_[3]);
}

HONE_INLINE uint64_t seed_of(std::optional<uint64_t> own, const StudyRecord& study) {
  if (own) return *own;
  const auto found = study.system_attrs.find(kSeedAttr);
  if (found != study.system_attrs.end())
    if (const auto* seed = std::get_if<int64_t>(&found->second.variant()))
      return static_cast<uint64_t>(*seed);
  return hash_of(study.name);
}

HONE_INLINE int64_t random_key(const FrozenTrial& trial) {
  for (const char* attribute : {"hone:random_key", "failed_trial"}) {
    const auto found = trial.system_attrs.find(attribute);
    if (found != trial.system_attrs.end())
      if (const auto* key = std::get_if<int64_t>(&found->second.variant())) return *key;
  }
  return trial.number;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
