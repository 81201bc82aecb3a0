// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/partial_fixed.hpp>
#include <hone/samplers/sampler.hpp>

#include <algorithm>
#include <string>
#include <type_traits>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE Proposal PartialFixedSampler::sample_relative(const StudyRecord& study,
                                                          const FrozenTrial& trial) {
  Proposal proposal = base_->sample_relative(study, trial);
  const auto is_fixed = [this](const Param& param) { return fixed_.count(param.name) > 0; };
  proposal.params.erase(std::remove_if(proposal.params.begin(), proposal.params.end(), is_fixed),
                        proposal.params.end());
  return proposal;
}

HONE_INLINE double PartialFixedSampler::sample_independent(const StudyRecord& study,
                                                           const FrozenTrial& trial,
                                                           const std::string& name,
                                                           const Distribution& distribution) {
  const auto fixed = fixed_.find(name);
  if (fixed == fixed_.end()) return base_->sample_independent(study, trial, name, distribution);
  if (const auto internal = to_internal(distribution, fixed->second)) return *internal;
  throw ArgumentError("hone: parameter \"" + name + "\" of study \"" + study.name +
                      "\" is fixed at " + fixed->second.to_string() + ", which is not " +
                      to_string(distribution));
}

}  // namespace HONE_ABI
}  // namespace hone
