// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace hone {
inline namespace HONE_ABI {

/// Passed to a study's hooks when a trial was told, its record is durable and the best pointer is
/// up to date.
struct TrialEnd {
  FrozenTrial trial;
  /// No COMPLETE trial is better, and no equal one has a lower number. False with several
  /// objectives.
  bool is_best = false;
  std::string study_name;
  /// The best trial now; -1 if there is none, or several objectives.
  int64_t best_number = -1;
  double best_value = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace HONE_ABI
}  // namespace hone
