// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/pruner.hpp>

namespace hone {
inline namespace HONE_ABI {

/// Never prunes. (Optuna: NopPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(hone::NopPruner()));
class NopPruner final : public Pruner {
 public:
  Verdict prune(const StudyRecord& /*study*/, const FrozenTrial& /*trial*/) override { return {}; }
};

}  // namespace HONE_ABI
}  // namespace hone
