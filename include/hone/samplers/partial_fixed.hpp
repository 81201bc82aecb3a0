// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/shared_object.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/sampler.hpp>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

/// Fixes some parameters, and leaves the others to another sampler. (Optuna: PartialFixedSampler.)
///
///   hone::PartialFixedSampler({{"layers", 3}}, hone::TpeSampler())
///
/// A fixed value may lie outside the suggested range, like an enqueued one. Throws ArgumentError if
/// it has another type. The other sampler is passed by value or shared; it must not be used
/// anywhere else. Not thread-safe.
class PartialFixedSampler final : public Sampler {
 public:
  template <class Base>
  PartialFixedSampler(Params fixed_params, Base&& base)
      : fixed_(std::move(fixed_params)),
        base_(detail::shared_object<Sampler>(std::forward<Base>(base))) {
    std::set<std::string> names;
    for (const auto& entry : fixed_) names.insert(entry.first);
    base_->leave_out(names);
  }

  std::optional<Attributes> before_trial(const StudyRecord& study) override {
    return base_->before_trial(study);
  }

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial) override;

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

  /// Names that an enclosing sampler has fixed.
  void leave_out(const std::set<std::string>& names) override { base_->leave_out(names); }

 private:
  Params fixed_;
  std::shared_ptr<Sampler> base_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/partial_fixed.hpp>
#endif
