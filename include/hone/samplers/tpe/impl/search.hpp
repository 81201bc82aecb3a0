// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/detail/search_space.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/samplers/tpe/dimension.hpp>
#include <hone/samplers/tpe/model.hpp>
#include <hone/samplers/tpe/ranking.hpp>
#include <hone/samplers/tpe/relative_params.hpp>
#include <hone/samplers/tpe/search.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE TpeSearch::TpeSearch(TpeSamplerOptions options)
    : options_(options), random_(options.seed()) {
  if (options.group() && !options.multivariate().value_or(true))
    throw ArgumentError(
        "hone: TpeSamplerOptions with group(true) and multivariate(false); groups are chosen "
        "together: drop one of the two");
}

HONE_INLINE Proposal TpeSearch::sample_relative(const StudyRecord& study,
                                                const FrozenTrial& trial) {
  if (!is_multivariate(study)) return {};
  learn(study);
  Proposal chosen_before = proposal_of(trial);
  if (!chosen_before.params.empty()) return chosen_before;
  if (is_starting_up()) return {};
  Proposal proposal;
  Params shared;
  if (!options_.group())
    choose_together("tpe", intersection_.get(), study, trial, proposal, shared);
  for (const SearchSpace& part : groups_.get())
    choose_together("tpe:group:" + part.begin()->first, part, study, trial, proposal, shared);
  if (proposal.params.empty()) return proposal;
  if (options_.constant_liar()) proposal.system_attrs = to_relative_params(shared);
  return proposal;
}

HONE_INLINE double TpeSearch::sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                                                 const std::string& name,
                                                 const Distribution& distribution) {
  learn(study);
  if (is_starting_up() || !Dimension(distribution).is_open())
    return random_.sample_independent(study, trial, name, distribution);
  const SearchSpace space{{name, std::make_shared<const Distribution>(distribution)}};
  return choose("tpe:" + name, space, options_.prior_weight(), study, trial).front();
}

HONE_INLINE void TpeSearch::leave_out(const std::set<std::string>& names) {
  left_out_.insert(names.begin(), names.end());
  intersection_.leave_out(names);
  groups_.leave_out(names);
}

HONE_INLINE void TpeSearch::learn(const StudyRecord& study) {
  if (!cursor_.follows(study)) {
    const std::set<std::string> left_out = std::move(left_out_);
    *this = TpeSearch(options_);
    leave_out(left_out);
  }
  while (const FrozenTrial* trial = cursor_.next(study)) {
    ranking_.add(*trial, study.directions);
    if (options_.group())
      groups_.add(*trial);
    else
      intersection_.add(*trial);
  }
}

HONE_INLINE Proposal TpeSearch::proposal_of(const FrozenTrial& trial) const {
  Proposal proposal;
  const Params params = relative_params_of(trial);
  if (params.empty()) return proposal;
  const SearchSpace space = options_.group() ? groups_.whole() : intersection_.first();
  for (const auto& [name, value] : params) {
    const auto known = space.find(name);
    if (known == space.end()) continue;
    if (const auto internal = to_internal(*known->second, value))
      proposal.params.push_back({name, known->second, *internal});
  }
  return proposal;
}

HONE_INLINE double TpeSearch::choice_prior_weight(const SearchSpace& space) const {
  const auto choices = std::count_if(space.begin(), space.end(), [](const auto& parameter) {
    return std::holds_alternative<CategoricalDistribution>(*parameter.second);
  });
  return options_.prior_weight() * 4 / static_cast<double>(std::max<std::ptrdiff_t>(choices, 1));
}

HONE_INLINE void TpeSearch::choose_together(const std::string& purpose, const SearchSpace& whole,
                                            const StudyRecord& study, const FrozenTrial& trial,
                                            Proposal& proposal, Params& shared) {
  SearchSpace space;
  for (const auto& parameter : whole)
    if (Dimension(*parameter.second).is_open()) space.insert(parameter);
  if (space.empty()) return;
  const std::vector<double> values =
      choose(purpose, space, choice_prior_weight(space), study, trial);
  auto value = values.begin();
  for (const auto& [name, distribution] : space) {
    proposal.params.push_back({name, distribution, *value});
    shared[name] = to_external(*distribution, *value++);
  }
}

HONE_INLINE std::vector<double> TpeSearch::choose(const std::string& purpose,
                                                  const SearchSpace& space,
                                                  double choice_prior_weight,
                                                  const StudyRecord& study,
                                                  const FrozenTrial& trial) {
  auto model = models_.find(purpose);
  if (model != models_.end() && !is_same(model->second.space(), space)) {
    models_.erase(model);
    model = models_.end();
  }
  if (model == models_.end())
    model = models_
                .emplace(purpose, TpeModel(space, options_.prior_weight(), choice_prior_weight,
                                           /*flat_good=*/study.directions.size() > 1))
                .first;
  model->second.learn(study, ranking_);
  std::optional<TpeModel::Liars> liars;
  if (options_.constant_liar())
    liars.emplace(model->second, study, trial.number, is_multivariate(study));
  return model->second.propose(seed_of(options_.seed(), study), random_key(trial), purpose,
                               static_cast<size_t>(options_.n_ei_candidates()));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
