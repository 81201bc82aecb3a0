// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/frozen_trial.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace hone {
inline namespace HONE_ABI {

/// Contents of a study's best.json: the best COMPLETE trial that has a checkpoint, and where its
/// weights are.
struct BestTrial {
  std::string study;
  int64_t number = -1;
  double value = 0;  ///< the trial's objective value
  int64_t epoch = 0;
  double epoch_value = 0;  ///< value of the epoch whose weights the checkpoint holds
  Params params;
  std::string checkpoint;  ///< path of the file, starting with the directory passed in
  uint64_t bytes = 0;      ///< size of the file
  uint32_t crc32 = 0;      ///< checksum of the file, as zlib computes it
  std::string time;        ///< when `best` was set, UTC, ISO 8601
};

/// Reads `<study directory>/best.json`. Any process may call it at any time; the fields of the
/// result are consistent with each other.
///
///   const hone::BestTrial best = hone::best_trial("runs/fashion");
///   hone::Checkpoint::open(best.checkpoint).restore("model", model);
///
/// Throws Error if no trial with a checkpoint is COMPLETE yet, if the best trial's best.json or
/// checkpoint is missing, or if best.json is damaged.
BestTrial best_trial(const std::string& directory);

namespace detail {

/// Returns the number of the trial that the symlink `<directory>/best` points to; nullopt if there
/// is no such symlink, or if hone did not create it.
std::optional<int64_t> pointed_trial(const std::string& directory);

std::string utc_now();

std::string to_json(const BestTrial& best);

template <class T>
T field_of(const Attributes& fields, const char* name) {
  const auto found = fields.find(name);
  if (found == fields.end()) throw ArgumentError(std::string("it has no \"") + name + "\"");
  return found->second.as<T>();
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/impl/best_trial.hpp>
#endif
