// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/nop.hpp>
#include <hone/study.hpp>

#include <string>
#include <utility>

namespace hone {
inline namespace v0 {
namespace detail {

/// Where every parameter was to be given.
class NoSampler final : public Sampler {
 public:
  double sample_independent(const StudyRecord&, const FrozenTrial&, const std::string& name,
                            const Distribution& distribution) override {
    throw ArgumentError("hone: fixed_trial was given no value for parameter \"" + name + "\", " +
                        to_string(distribution) + "; add it");
  }
};

}  // namespace detail

/// A trial that suggests what it is given, of a study of its own in memory: to run an objective by
/// itself, with parameters that are known. It is never pruned. (Optuna: FixedTrial.)
///
///   hone::Trial trial = hone::fixed_trial(study.best_params());
///   const double loss = objective(trial);
///
/// Suggesting a parameter that was not given throws ArgumentError.
template <class T = void>
inline BasicTrial<T> fixed_trial(Params params) {
  BasicStudy<T> study(BasicStudyOptions<T>().sampler(detail::NoSampler()).pruner(NopPruner()));
  study.enqueue_trial(std::move(params));
  return study.ask();
}

}  // namespace v0
}  // namespace hone
