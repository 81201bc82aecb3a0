// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/study_record.hpp>

namespace hone {
inline namespace HONE_ABI {

/// What a pruner answers, and what it wants remembered of it in the trial's system attributes.
struct Verdict {
  bool prune = false;
  Attributes system_attrs;
};

/// Decides from the reports so far whether a trial is worth going on with. (Optuna: BasePruner.)
///
/// A Study owns its pruner, asks it only where it has one objective, and never calls it twice at a
/// time; the record holds still during a call. `trial` is the one to judge, RUNNING, with its
/// latest report in it.
class Pruner {
 public:
  virtual ~Pruner() = default;
  virtual Verdict prune(const StudyRecord& study, const FrozenTrial& trial) = 0;
};

}  // namespace HONE_ABI
}  // namespace hone
