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

/// Where every parameter was to be given.
class NoSampler final : public Sampler {
 public:
  double sample_independent(const StudyRecord&, const FrozenTrial&, const std::string& name,
                            const Distribution& distribution) override;
};

}  // namespace detail

/// A trial that suggests what it is given, of a study of its own in memory: to run an objective by
/// itself, with parameters that are known. It is never pruned. (Optuna: FixedTrial.)
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
