// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/study_record.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// What a sampler suggests for several parameters at once, and what it wants remembered of it in
/// the trial's system attributes.
struct Proposal {
  std::vector<Param> params;
  Attributes system_attrs;
};

/// Chooses the next parameters from what the study has seen. (Optuna: BaseSampler.)
///
/// To write one, derive from it and override `sample_independent`; override `sample_relative` too
/// where parameters are to be chosen together. Results are internal numbers: the float or integer
/// itself, or a choice's index.
///
///   struct Middle final : hone::Sampler {
///     double sample_independent(const hone::StudyRecord&, const hone::FrozenTrial&,
///                               const std::string&, const hone::Distribution& d) override {
///       ...
///     }
///   };
///   hone::Study study(hone::StudyOptions().sampler(Middle()));
///
/// A Study owns its sampler and never calls it twice at a time; the record holds still during a
/// call. What a sampler draws should depend on its seed, the trial and the record alone: see
/// detail/random.hpp.
class Sampler {
 public:
  virtual ~Sampler() = default;

  /// Called when a new trial is about to be made, while no other worker makes one: what the trial's
  /// system attributes begin with. Nothing where all has been tried: `optimize` then ends here;
  /// `ask` makes a trial none the less. Not called for trials that were enqueued.
  virtual std::optional<Attributes> before_trial(const StudyRecord& /*study*/) {
    return Attributes();
  }

  /// Called once a trial, at its first suggestion. A parameter that the trial then asks for is
  /// taken from here if its distribution allows the value, and sampled on its own otherwise.
  virtual Proposal sample_relative(const StudyRecord& /*study*/, const FrozenTrial& /*trial*/) {
    return {};
  }

  /// Called for a parameter that has more than one possible value and that sample_relative did not
  /// choose.
  virtual double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                                    const std::string& name, const Distribution& distribution) = 0;

  /// Called before the first trial, if at all: these parameters are chosen by somebody else, and
  /// what sample_relative says of them is not used. One that models parameters together should
  /// leave them out.
  virtual void leave_out(const std::set<std::string>& /*names*/) {}
};

}  // namespace HONE_ABI
}  // namespace hone
