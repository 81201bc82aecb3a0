// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/tpe/dimension.hpp>
#include <hone/samplers/tpe/model.hpp>
#include <hone/samplers/tpe/parzen_estimator.hpp>
#include <hone/samplers/tpe/ranking.hpp>
#include <hone/samplers/tpe/relative_params.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE TpeModel::TpeModel(SearchSpace space, double prior_weight, double choice_prior_weight,
                               bool flat_good)
    : space_(std::move(space)),
      dimensions_(dimensions_of(space_)),
      hints_(dimensions_.size(), 0),
      good_(dimensions_, prior_weight, choice_prior_weight, flat_good),
      others_(dimensions_, prior_weight, choice_prior_weight) {}

HONE_INLINE void TpeModel::learn(const StudyRecord& study, const TpeRanking& ranking) {
  std::vector<double> places;
  for (; seen_ < study.finished.size(); ++seen_) {
    const FrozenTrial& trial = trial_of(study, study.finished[seen_]);
    if (trial.state != TrialState::complete && trial.state != TrialState::pruned) continue;
    if (find_places(trial, {}, places)) others_.insert(trial.number, places.data());
  }
  std::vector<int64_t> good = ranking.good();
  std::sort(good.begin(), good.end());
  const auto move = [&](int64_t number, ParzenEstimator& from, ParzenEstimator& to) {
    find_places(trial_of(study, number), {}, places);
    from.erase(number);
    to.insert(number, places.data());
  };
  const std::vector<int64_t> were_good = good_.numbers();
  for (const int64_t number : were_good)
    if (!std::binary_search(good.begin(), good.end(), number)) move(number, good_, others_);
  for (const int64_t number : good)
    if (others_.contains(number)) move(number, others_, good_);
}

HONE_INLINE std::vector<double> TpeModel::propose(uint64_t seed, int64_t trial_key,
                                                  const std::string& purpose, size_t count) {
  std::vector<Random> each;
  for (const auto& parameter : space_)
    each.emplace_back(seed, trial_key, purpose + ":" + parameter.first);
  Random which(seed, trial_key, purpose);
  candidates_.resize(count * dimensions_.size());
  good_.sample(which, each, count, count / 4, candidates_.data());

  gains_.resize(count);
  good_.log_density(candidates_.data(), count, gains_.data());
  const size_t best = others_.most_promising(candidates_.data(), count, gains_.data());
  std::vector<double> values;
  for (size_t d = 0; d < dimensions_.size(); ++d) values.push_back(candidates_[d * count + best]);
  return values;
}

HONE_INLINE TpeModel::Liars::Liars(TpeModel& model, const StudyRecord& study, int64_t except,
                                   bool with_relative_params)
    : model_(model) {
  std::vector<double> places;
  for (const int64_t number : study.unfinished) {
    const FrozenTrial& trial = trial_of(study, number);
    if (trial.state != TrialState::running || number == except) continue;
    const Params ahead = with_relative_params ? relative_params_of(trial) : Params();
    if (!model.find_places(trial, ahead, places)) continue;
    numbers_.push_back(number);
    model.others_.insert(number, places.data());
  }
}

HONE_INLINE TpeModel::Liars::~Liars() {
  for (auto number = numbers_.rbegin(); number != numbers_.rend(); ++number)
    model_.others_.erase(*number);
}

HONE_INLINE std::vector<Dimension> TpeModel::dimensions_of(const SearchSpace& space) {
  std::vector<Dimension> dimensions;
  for (const auto& parameter : space) dimensions.emplace_back(*parameter.second);
  return dimensions;
}

HONE_INLINE bool TpeModel::find_places(const FrozenTrial& trial, const Params& ahead,
                                       std::vector<double>& places) {
  places.clear();
  for (const auto& [name, distribution] : space_) {
    const size_t d = places.size();
    double internal;
    // Trials usually ask in the same order.
    size_t& at = hints_[d];
    if (at >= trial.params.size() || trial.params[at].name != name)
      for (at = 0; at < trial.params.size() && trial.params[at].name != name;) ++at;
    if (at < trial.params.size()) {
      const Param& param = trial.params[at];
      if (param.distribution != distribution && !is_compatible(*param.distribution, *distribution))
        return false;
      internal = param.internal;
    } else {
      const auto found = ahead.find(name);
      if (found == ahead.end()) return false;
      const auto known = to_internal(*distribution, found->second);
      if (!known) return false;
      internal = *known;
    }
    const double place = dimensions_[d].place_of(internal);
    if (std::isnan(place)) return false;
    places.push_back(place);
  }
  return true;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
