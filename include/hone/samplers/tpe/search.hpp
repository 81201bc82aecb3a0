// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/detail/search_space.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/samplers/tpe/model.hpp>
#include <hone/samplers/tpe/ranking.hpp>
#include <hone/samplers/tpe_options.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Implements TpeSampler: what it has learned from a study, and how it chooses. Not thread-safe.
class TpeSearch {
 public:
  explicit TpeSearch(TpeSamplerOptions options);

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial);
  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution);
  void leave_out(const std::set<std::string>& names);

 private:
  bool is_starting_up() const {
    return ranking_.size() < static_cast<uint64_t>(options_.n_startup_trials());
  }

  bool is_multivariate(const StudyRecord& study) const {
    return options_.multivariate().value_or(options_.group() || study.directions.size() <= 1);
  }

  void learn(const StudyRecord& study);

  // What the worker that first ran the trial chose for it, if the trial is resumed.
  Proposal proposal_of(const FrozenTrial& trial) const;

  // The fewer categorical parameters are chosen jointly, the larger the prior's weight in each.
  double choice_prior_weight(const SearchSpace& space) const;

  // Adds the parameters of `whole` to the proposal, and their values to `shared`.
  void choose_together(const std::string& purpose, const SearchSpace& whole,
                       const StudyRecord& study, const FrozenTrial& trial, Proposal& proposal,
                       Params& shared);

  std::vector<double> choose(const std::string& purpose, const SearchSpace& space,
                             double choice_prior_weight, const StudyRecord& study,
                             const FrozenTrial& trial);

  TpeSamplerOptions options_;
  RandomSampler random_;
  std::set<std::string> left_out_;

  // State learned from the study so far.
  FinishedCursor cursor_;
  TpeRanking ranking_;
  IntersectionSearchSpace intersection_;  // without group(); else groups_
  GroupedSearchSpace groups_;
  std::map<std::string, TpeModel> models_;  // by purpose of the random streams
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/search.hpp>
#endif
