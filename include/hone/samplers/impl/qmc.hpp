// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/detail/quasi_random.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/qmc.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE Proposal QmcSampler::sample_relative(const StudyRecord& study,
                                                 const FrozenTrial& trial) {
  Proposal proposal;
  const FrozenTrial* first = first_finished(study);
  const int64_t key = detail::random_key(trial);
  if (!first || key < 1) return proposal;
  size_t dimension = 0;
  for (const Param& param : first->params) {
    if (left_out_.count(param.name) > 0) continue;
    const auto part = part_of(study, static_cast<uint32_t>(key - 1), dimension++);
    if (!part) break;
    proposal.params.push_back(
        {param.name, param.distribution, detail::value_at_part(*param.distribution, *part)});
  }
  return proposal;
}

HONE_INLINE double QmcSampler::sample_independent(const StudyRecord& study,
                                                  const FrozenTrial& trial, const std::string& name,
                                                  const Distribution& distribution) {
  return random_.sample_independent(study, trial, name, distribution);
}

HONE_INLINE const FrozenTrial* QmcSampler::first_finished(const StudyRecord& study) {
  for (const FrozenTrial& trial : study.trials)
    if (trial.state == TrialState::complete || trial.state == TrialState::pruned) return &trial;
  return nullptr;
}

HONE_INLINE std::optional<double> QmcSampler::part_of(const StudyRecord& study, uint32_t index,
                                                      size_t dimension) const {
  detail::Random scramble(detail::seed_of(options_.seed(), study), -1,  // the same for all trials
                          "qmc:" + std::to_string(dimension));
  detail::Random* const random = options_.scramble() ? &scramble : nullptr;
  if (options_.qmc_type() == QmcType::halton) return detail::halton(index, dimension, random);
  if (dimension >= detail::kSobolDimensions) return std::nullopt;
  return detail::sobol(index, dimension, random);
}

}  // namespace HONE_ABI
}  // namespace hone
