// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/shared_object.hpp>
#include <hone/samplers/sampler.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace hone {
inline namespace v0 {

/// Gives some parameters a fixed value, and leaves the others to another sampler. (Optuna:
/// PartialFixedSampler.)
///
///   hone::PartialFixedSampler({{"layers", 3}}, hone::TpeSampler())
///
/// A fixed value may lie outside the range that is asked for, as an enqueued one may; one of
/// another kind is an ArgumentError. The other sampler is by value or shared; once it is in here it
/// should serve nobody else. One thread to an object.
template <class>
class BasicPartialFixedSampler final : public Sampler {
 public:
  template <class Base>
  BasicPartialFixedSampler(Params fixed_params, Base&& base)
      : fixed_(std::move(fixed_params)),
        base_(detail::shared_object<Sampler>(std::forward<Base>(base))) {
    std::set<std::string> names;
    for (const auto& entry : fixed_) names.insert(entry.first);
    base_->leave_out(names);
  }

  std::optional<Attributes> before_trial(const StudyRecord& study) override {
    return base_->before_trial(study);
  }

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial) override {
    Proposal proposal = base_->sample_relative(study, trial);
    const auto is_fixed = [this](const Param& param) { return fixed_.count(param.name) > 0; };
    proposal.params.erase(std::remove_if(proposal.params.begin(), proposal.params.end(), is_fixed),
                          proposal.params.end());
    return proposal;
  }

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override {
    const auto fixed = fixed_.find(name);
    if (fixed == fixed_.end()) return base_->sample_independent(study, trial, name, distribution);
    if (const auto internal = to_internal(distribution, fixed->second)) return *internal;
    throw ArgumentError("hone: parameter \"" + name + "\" of study \"" + study.name +
                        "\" is fixed at " + fixed->second.to_string() + ", which is not " +
                        to_string(distribution));
  }

  /// Names that a sampler around this one has fixed.
  void leave_out(const std::set<std::string>& names) override { base_->leave_out(names); }

 private:
  Params fixed_;
  std::shared_ptr<Sampler> base_;
};

}  // namespace v0
}  // namespace hone
