// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/fixed_trial.hpp>
#include <hone/pruners/nop.hpp>
#include <hone/records/distribution.hpp>
#include <hone/study.hpp>
#include <hone/study/study_options.hpp>

#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE double NoSampler::sample_independent(const StudyRecord&, const FrozenTrial&,
                                                 const std::string& name,
                                                 const Distribution& distribution) {
  throw ArgumentError("hone: fixed_trial was given no value for parameter \"" + name + "\", " +
                      to_string(distribution) + "; add it");
}

}  // namespace detail

HONE_INLINE Trial fixed_trial(Params params) {
  Study study(StudyOptions().sampler(detail::NoSampler()).pruner(NopPruner()));
  study.enqueue_trial(std::move(params));
  return study.ask();
}

}  // namespace HONE_ABI
}  // namespace hone
