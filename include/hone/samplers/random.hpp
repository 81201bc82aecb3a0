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

/// The distribution's number at the part `u`, in [0, 1), of its range: of [low, high), in the
/// logarithm for log; a grid is widened by half a step on both sides, so that its ends get as much
/// as the rest.
double value_at_part(const Distribution& distribution, double u);

/// A number drawn evenly from the distribution.
inline double draw_evenly(const Distribution& distribution, Random& random) {
  return value_at_part(distribution, random.uniform());
}

}  // namespace detail

/// Draws every parameter evenly from its range, without a look at earlier trials. (Optuna:
/// RandomSampler.)
///
///   hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(7)));
///
/// What it draws is a function of the seed, the trial's number and the parameter's name and
/// distribution alone. Without a seed it takes the study's, which is drawn when the study is made.
/// One thread to an object.
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
