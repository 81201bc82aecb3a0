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

/// What a study's pointer says: the best COMPLETE trial that has a checkpoint, and where its
/// weights are.
struct BestTrial {
  std::string study;
  int64_t number = -1;
  double value = 0;  ///< the trial's
  int64_t epoch = 0;
  double epoch_value = 0;  ///< of the epoch whose weights the checkpoint holds
  Params params;
  std::string checkpoint;  ///< the file's path, below the directory that was asked
  uint64_t bytes = 0;      ///< of the file
  uint32_t crc32 = 0;      ///< of the file, as zlib computes it
  std::string time;        ///< when the pointer was set, UTC, ISO 8601
};

/// Reads `<study directory>/best.json`. Any process may, at any moment: what it returns belongs
/// together.
///
///   const hone::BestTrial best = hone::best_trial("runs/fashion");
///   hone::Checkpoint::open(best.checkpoint).restore("model", model);
///
/// Throws Error where no trial has ended with a checkpoint yet, where the pointer names a file that
/// is gone, and where best.json is damaged.
BestTrial best_trial(const std::string& directory);

namespace detail {

/// The trial that the link `<directory>/best` names; nothing where there is none, or it was not
/// made by hone.
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

BestTrial best_trial(const std::string& directory);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/impl/best_trial.hpp>
#endif
