// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/percentile.hpp>

namespace hone {
inline namespace HONE_ABI {

/// When a MedianPruner judges a trial.
using MedianPrunerOptions = PercentilePrunerOptions;

/// Prunes a trial if its best report so far is worse than the median of the COMPLETE trials'
/// reports at the same step. The default pruner of a study. (Optuna: MedianPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(
///       hone::MedianPruner(hone::MedianPrunerOptions().n_warmup_steps(10))));
///
/// All other rules are those of PercentilePruner.
class MedianPruner final : public PercentilePruner {
 public:
  explicit MedianPruner(MedianPrunerOptions options = {}) : PercentilePruner(50.0, options) {}
};

}  // namespace HONE_ABI
}  // namespace hone
