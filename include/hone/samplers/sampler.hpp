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

/// Values that a sampler suggests for several parameters at once, and attributes to store in the
/// trial's system attributes.
struct Proposal {
  std::vector<Param> params;
  Attributes system_attrs;
};

/// Chooses the next parameters from the study's past trials. (Optuna: BaseSampler.)
///
/// To write a sampler, derive from this class and override `sample_independent`. Override
/// `sample_relative` too if parameters are to be chosen jointly. Results are internal numbers: the
/// float or integer itself, or a choice's index.
///
///   struct Middle final : hone::Sampler {
///     double sample_independent(const hone::StudyRecord&, const hone::FrozenTrial&,
///                               const std::string&, const hone::Distribution& d) override {
///       ...
///     }
///   };
///   hone::Study study(hone::StudyOptions().sampler(Middle()));
///
/// A Study owns its sampler and never makes two calls at the same time. The record does not change
/// during a call. What a sampler draws should depend only on its seed, the trial and the record:
/// see detail/random.hpp.
class Sampler {
 public:
  virtual ~Sampler() = default;

  /// Called before a new trial is created; no other worker creates one during the call. Not called
  /// for enqueued trials. Returns the trial's initial system attributes, or nullopt if there is
  /// nothing left to try: then `optimize` ends, but `ask` still creates a trial.
  virtual std::optional<Attributes> before_trial(const StudyRecord& /*study*/) {
    return Attributes();
  }

  /// Called once per trial, at its first suggestion. If the trial asks for a parameter in the
  /// result, and its distribution allows the value, the value is used. Otherwise sample_independent
  /// is called.
  virtual Proposal sample_relative(const StudyRecord& /*study*/, const FrozenTrial& /*trial*/) {
    return {};
  }

  /// Called for a parameter that sample_relative did not choose, if it has more than one possible
  /// value.
  virtual double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                                    const std::string& name, const Distribution& distribution) = 0;

  /// May be called before the first trial. These parameters are chosen elsewhere, and values that
  /// sample_relative returns for them are ignored. A sampler that models parameters jointly should
  /// exclude them.
  virtual void leave_out(const std::set<std::string>& /*names*/) {}
};

}  // namespace HONE_ABI
}  // namespace hone
