// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/samplers/tpe.hpp>
#include <hone/samplers/tpe/search.hpp>

#include <memory>
#include <set>
#include <string>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE TpeSampler::TpeSampler(TpeSamplerOptions options)
    : search_(std::make_unique<detail::TpeSearch>(options)) {}

HONE_INLINE TpeSampler::TpeSampler(const TpeSampler& other)
    : search_(std::make_unique<detail::TpeSearch>(*other.search_)) {}

HONE_INLINE TpeSampler::TpeSampler(TpeSampler&& other) noexcept = default;

HONE_INLINE TpeSampler& TpeSampler::operator=(const TpeSampler& other) {
  search_ = std::make_unique<detail::TpeSearch>(*other.search_);
  return *this;
}

HONE_INLINE TpeSampler& TpeSampler::operator=(TpeSampler&& other) noexcept = default;

HONE_INLINE TpeSampler::~TpeSampler() = default;

HONE_INLINE Proposal TpeSampler::sample_relative(const StudyRecord& study,
                                                 const FrozenTrial& trial) {
  return search_->sample_relative(study, trial);
}

HONE_INLINE double TpeSampler::sample_independent(const StudyRecord& study,
                                                  const FrozenTrial& trial, const std::string& name,
                                                  const Distribution& distribution) {
  return search_->sample_independent(study, trial, name, distribution);
}

HONE_INLINE void TpeSampler::leave_out(const std::set<std::string>& names) {
  search_->leave_out(names);
}

}  // namespace HONE_ABI
}  // namespace hone
