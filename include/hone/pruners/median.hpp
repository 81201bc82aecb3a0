// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/percentile.hpp>

namespace hone {
inline namespace HONE_ABI {

/// When a MedianPruner looks at a trial.
using MedianPrunerOptions = PercentilePrunerOptions;

/// Prunes a trial whose best report so far is worse than the median of what the COMPLETE trials had
/// reported at the same step. What a study does unless told otherwise. (Optuna: MedianPruner.)
///
///   hone::Study study(hone::StudyOptions().pruner(
///       hone::MedianPruner(hone::MedianPrunerOptions().n_warmup_steps(10))));
///
/// The rules are PercentilePruner's.
class MedianPruner final : public PercentilePruner {
 public:
  explicit MedianPruner(MedianPrunerOptions options = {}) : PercentilePruner(50.0, options) {}
};

}  // namespace HONE_ABI
}  // namespace hone
