// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/study_record.hpp>

namespace hone {
inline namespace HONE_ABI {

/// A pruner's answer, and attributes to store in the trial's system attributes.
struct Verdict {
  bool prune = false;
  Attributes system_attrs;
};

/// Decides from its reports so far whether a trial should end early. (Optuna: BasePruner.)
///
/// A Study owns its pruner, calls it only if it has one objective, and never makes two calls at the
/// same time. The record does not change during a call. `trial` is the trial to judge: RUNNING,
/// with its latest report.
class Pruner {
 public:
  virtual ~Pruner() = default;
  virtual Verdict prune(const StudyRecord& study, const FrozenTrial& trial) = 0;
};

}  // namespace HONE_ABI
}  // namespace hone
