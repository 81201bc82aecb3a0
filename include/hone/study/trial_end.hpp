// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace hone {
inline namespace HONE_ABI {

/// A trial has been told, its record is durable and the best pointer is true again: what a study's
/// hooks are given.
struct TrialEnd {
  FrozenTrial trial;
  /// No COMPLETE trial is better, nor as good with a lower number. False with several objectives.
  bool is_best = false;
  std::string study_name;
  /// The best trial now; -1 where there is none, and with several objectives.
  int64_t best_number = -1;
  double best_value = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace HONE_ABI
}  // namespace hone
