// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/at_least.hpp>
#include <hone/detail/finished_cursor.hpp>
#include <hone/detail/search_space.hpp>
#include <hone/detail/tpe/model.hpp>
#include <hone/detail/tpe/ranking.hpp>
#include <hone/detail/tpe/relative_params.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// How a TpeSampler works. Names and defaults are Optuna 5's.
class TpeSamplerOptions {
 public:
  /// Default: the study's own seed.
  template <class = void>
  TpeSamplerOptions& seed(uint64_t seed) {
    seed_ = seed;
    return *this;
  }
  /// Parameters are drawn at random until this many trials are COMPLETE or PRUNED. Default 10.
  TpeSamplerOptions& n_startup_trials(int64_t n) {
    n_startup_trials_ = detail::at_least(0, "n_startup_trials", n);
    return *this;
  }
  /// From how many candidates the most promising is taken. Default 24.
  TpeSamplerOptions& n_ei_candidates(int64_t n) {
    n_ei_candidates_ = detail::at_least(1, "n_ei_candidates", n);
    return *this;
  }
  /// Whether the parameters that all trials have are chosen together, rather than one by one.
  /// Default: true where the study has one objective, false where it has several.
  template <class = void>
  TpeSamplerOptions& multivariate(bool on) {
    multivariate_ = on;
    return *this;
  }
  /// Whether parameters that only some trials have are chosen together too, with those that they
  /// always come with. For conditional spaces; it implies `multivariate`. Default false.
  TpeSamplerOptions& group(bool on) {
    group_ = on;
    return *this;
  }
  /// Whether to keep away from where other workers' RUNNING trials are. Default true.
  TpeSamplerOptions& constant_liar(bool on) {
    constant_liar_ = on;
    return *this;
  }
  /// What knowing nothing weighs, where a recent trial weighs 1. Default 1.
  TpeSamplerOptions& prior_weight(double weight) {
    if (!(weight >= 0 && std::isfinite(weight)))
      throw ArgumentError("hone: prior_weight of " + Value(weight).to_string() +
                          "; it is a number of at least 0");
    prior_weight_ = weight;
    return *this;
  }

  const std::optional<uint64_t>& seed() const { return seed_; }
  int64_t n_startup_trials() const { return n_startup_trials_; }
  int64_t n_ei_candidates() const { return n_ei_candidates_; }
  const std::optional<bool>& multivariate() const { return multivariate_; }
  bool group() const { return group_; }
  bool constant_liar() const { return constant_liar_; }
  double prior_weight() const { return prior_weight_; }

 private:
  std::optional<uint64_t> seed_;
  int64_t n_startup_trials_ = 10;
  int64_t n_ei_candidates_ = 24;
  std::optional<bool> multivariate_;
  bool group_ = false;
  bool constant_liar_ = true;
  double prior_weight_ = 1;
};

/// Chooses parameters by the tree-structured Parzen estimator: where the best tenth of the trials
/// lie more densely than the others do. What a study does unless told otherwise. (Optuna 5:
/// TPESampler. Several objectives: Ozaki et al., Multiobjective tree-structured Parzen estimator,
/// 2022.)
///
/// It departs from Optuna's where Optuna's loses its way. With many dimensions a point that is new
/// on all of them is seldom any good: three in four candidates stay close to a good trial on all
/// but about two dimensions, or half of them. With few choices the first good trials all make the
/// same one: where c choices are made together, knowing nothing weighs 4 / c in each.
/// (test/bench/quality has the comparison.)
///
///   hone::Study study(hone::StudyOptions().sampler(
///       hone::TpeSampler(hone::TpeSamplerOptions().seed(7).n_startup_trials(20))));
///
/// What it chooses is a function of its seed, the trial's number and the records of the other
/// trials alone: not of what was asked before, nor of which worker asks. Of several objectives the
/// best are the Pareto front and those behind it; trials that violate a constraint are worse than
/// all others. One thread to an object.
template <class T>
class BasicTpeSampler final : public Sampler {
 public:
  explicit BasicTpeSampler(TpeSamplerOptions options = {})
      : options_(options), random_(options.seed()) {
    if (options.group() && !options.multivariate().value_or(true))
      throw ArgumentError(
          "hone: TpeSamplerOptions with group(true) and multivariate(false); groups are chosen "
          "together: drop one of the two");
  }

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial) override {
    if (!is_multivariate(study)) return {};
    learn(study);
    Proposal chosen_before = proposal_of(trial);
    if (!chosen_before.params.empty()) return chosen_before;
    if (is_starting_up()) return {};
    Proposal proposal;
    Params shared;
    if (!options_.group())
      choose_together("tpe", intersection_.get(), study, trial, proposal, shared);
    for (const detail::SearchSpace& part : groups_.get())
      choose_together("tpe:group:" + part.begin()->first, part, study, trial, proposal, shared);
    if (proposal.params.empty()) return proposal;
    if (options_.constant_liar()) proposal.system_attrs = detail::to_relative_params(shared);
    return proposal;
  }

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override {
    learn(study);
    if (is_starting_up() || !detail::Dimension(distribution).is_open())
      return random_.sample_independent(study, trial, name, distribution);
    const detail::SearchSpace space{{name, std::make_shared<const Distribution>(distribution)}};
    return choose("tpe:" + name, space, options_.prior_weight(), study, trial).front();
  }

  void leave_out(const std::set<std::string>& names) override {
    left_out_.insert(names.begin(), names.end());
    intersection_.leave_out(names);
    groups_.leave_out(names);
  }

 private:
  bool is_starting_up() const {
    return ranking_.size() < static_cast<uint64_t>(options_.n_startup_trials());
  }

  bool is_multivariate(const StudyRecord& study) const {
    return options_.multivariate().value_or(options_.group() || study.directions.size() <= 1);
  }

  void learn(const StudyRecord& study) {
    if (!cursor_.follows(study)) {
      const std::set<std::string> left_out = std::move(left_out_);
      *this = BasicTpeSampler(options_);
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

  // What was chosen for the trial when it was first asked for, by a worker that died since.
  Proposal proposal_of(const FrozenTrial& trial) const {
    Proposal proposal;
    const Params params = detail::relative_params_of(trial);
    if (params.empty()) return proposal;
    const detail::SearchSpace space = options_.group() ? groups_.whole() : intersection_.first();
    for (const auto& [name, value] : params) {
      const auto known = space.find(name);
      if (known == space.end()) continue;
      if (const auto internal = to_internal(*known->second, value))
        proposal.params.push_back({name, known->second, *internal});
    }
    return proposal;
  }

  // The fewer choices there are to make together, the more often each is made anew.
  double choice_prior_weight(const detail::SearchSpace& space) const {
    const auto choices = std::count_if(space.begin(), space.end(), [](const auto& parameter) {
      return std::holds_alternative<CategoricalDistribution>(*parameter.second);
    });
    return options_.prior_weight() * 4 / static_cast<double>(std::max<std::ptrdiff_t>(choices, 1));
  }

  // Adds the parameters of a space to the proposal, and their values to `shared`.
  void choose_together(const std::string& purpose, const detail::SearchSpace& whole,
                       const StudyRecord& study, const FrozenTrial& trial, Proposal& proposal,
                       Params& shared) {
    detail::SearchSpace space;
    for (const auto& parameter : whole)
      if (detail::Dimension(*parameter.second).is_open()) space.insert(parameter);
    if (space.empty()) return;
    const std::vector<double> values =
        choose(purpose, space, choice_prior_weight(space), study, trial);
    auto value = values.begin();
    for (const auto& [name, distribution] : space) {
      proposal.params.push_back({name, distribution, *value});
      shared[name] = to_external(*distribution, *value++);
    }
  }

  std::vector<double> choose(const std::string& purpose, const detail::SearchSpace& space,
                             double choice_prior_weight, const StudyRecord& study,
                             const FrozenTrial& trial) {
    auto model = models_.find(purpose);
    if (model != models_.end() && !detail::is_same(model->second.space(), space)) {
      models_.erase(model);
      model = models_.end();
    }
    if (model == models_.end())
      model = models_
                  .emplace(purpose, detail::TpeModelOf<T>(
                                        space, options_.prior_weight(), choice_prior_weight,
                                        /*flat_good=*/study.directions.size() > 1))
                  .first;
    model->second.learn(study, ranking_);
    std::optional<typename detail::TpeModelOf<T>::Liars> liars;
    if (options_.constant_liar())
      liars.emplace(model->second, study, trial.number, is_multivariate(study));
    return model->second.propose(detail::seed_of(options_.seed(), study), detail::random_key(trial),
                                 purpose, static_cast<size_t>(options_.n_ei_candidates()));
  }

  TpeSamplerOptions options_;
  BasicRandomSampler<T> random_;
  std::set<std::string> left_out_;

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  detail::TpeRankingOf<T> ranking_;
  detail::IntersectionSearchSpace intersection_;  // one of the two is used
  detail::GroupedSearchSpaceOf<T> groups_;
  std::map<std::string, detail::TpeModelOf<T>> models_;  // by the purpose of their random streams
};

}  // namespace v0
}  // namespace hone
