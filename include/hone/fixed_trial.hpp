// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/study.hpp>
#include <hone/trial.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Throws ArgumentError, since every parameter should have been given.
class NoSampler final : public Sampler {
 public:
  double sample_independent(const StudyRecord&, const FrozenTrial&, const std::string& name,
                            const Distribution& distribution) override;
};

}  // namespace detail

/// Returns a trial that suggests the given values, for running an objective once with known
/// parameters. It belongs to a study of its own in memory and is never pruned. (Optuna:
/// FixedTrial.)
///
///   hone::Trial trial = hone::fixed_trial(study.best_params());
///   const double loss = objective(trial);
///
/// Suggesting a parameter that was not given throws ArgumentError.
Trial fixed_trial(Params params);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/impl/fixed_trial.hpp>
#endif
