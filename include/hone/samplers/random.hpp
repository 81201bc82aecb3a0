// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Returns the value at the fraction `u`, in [0, 1), of the distribution's range [low, high), on a
/// log scale for log. A grid is widened by half a step at both ends, so that its end points are as
/// likely as the others.
double value_at_part(const Distribution& distribution, double u);

/// Returns a value drawn uniformly from the distribution.
inline double draw_evenly(const Distribution& distribution, Random& random) {
  return value_at_part(distribution, random.uniform());
}

}  // namespace detail

/// Draws every parameter uniformly from its range; ignores earlier trials. (Optuna: RandomSampler.)
///
///   hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(7)));
///
/// The values depend only on the seed, the trial's number, and the parameter's name and
/// distribution. Default seed: the study's, which is drawn when the study is created.
/// Not thread-safe.
class RandomSampler final : public Sampler {
 public:
  explicit RandomSampler(std::optional<uint64_t> seed = std::nullopt) : seed_(seed) {}

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

 private:
  std::optional<uint64_t> seed_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/random.hpp>
#endif
