// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/constraints.hpp>
#include <hone/detail/crowding.hpp>
#include <hone/detail/finished_cursor.hpp>
#include <hone/detail/search_space.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// How a NsgaIISampler works. Names and defaults are Optuna 5's.
class NsgaIISamplerOptions {
 public:
  /// Trials of a generation, and how many of all survive as parents. Default 50.
  NsgaIISamplerOptions& population_size(int64_t n) {
    if (n < 2)
      throw ArgumentError("hone: population_size of " + std::to_string(n) + "; it is at least 2");
    population_size_ = n;
    return *this;
  }
  /// How likely a child draws a parameter anew. Default: one parameter a child.
  template <class = void>
  NsgaIISamplerOptions& mutation_prob(double probability) {
    mutation_prob_ = checked("mutation_prob", probability);
    return *this;
  }
  /// How likely a child has two parents rather than one. Default 0.9.
  NsgaIISamplerOptions& crossover_prob(double probability) {
    crossover_prob_ = checked("crossover_prob", probability);
    return *this;
  }
  /// How likely a parameter is the first parent's. Default 0.5.
  NsgaIISamplerOptions& swapping_prob(double probability) {
    swapping_prob_ = checked("swapping_prob", probability);
    return *this;
  }
  /// Default: the study's own seed.
  template <class = void>
  NsgaIISamplerOptions& seed(uint64_t seed) {
    seed_ = seed;
    return *this;
  }

  size_t population_size() const { return static_cast<size_t>(population_size_); }
  const std::optional<double>& mutation_prob() const { return mutation_prob_; }
  double crossover_prob() const { return crossover_prob_; }
  double swapping_prob() const { return swapping_prob_; }
  const std::optional<uint64_t>& seed() const { return seed_; }

 private:
  static double checked(const char* what, double probability) {
    if (probability >= 0 && probability <= 1) return probability;
    throw ArgumentError(std::string("hone: ") + what + " of " + Value(probability).to_string() +
                        "; it is between 0 and 1");
  }

  int64_t population_size_ = 50;
  std::optional<double> mutation_prob_;
  double crossover_prob_ = 0.9;
  double swapping_prob_ = 0.5;
  std::optional<uint64_t> seed_;
};

/// Breeds each generation of trials from the best so far: of two parents' parameters some, and now
/// and then a new one. For several objectives, with or without constraints, and a thousand trials
/// and more. (Optuna: NSGAIISampler. Deb et al.: A fast and elitist multiobjective genetic
/// algorithm: NSGA-II, 2002.)
///
///   hone::Study study(hone::StudyOptions()
///       .directions({hone::Direction::minimize, hone::Direction::maximize})
///       .sampler(hone::NsgaIISampler(hone::NsgaIISamplerOptions().population_size(30))));
///
/// The first generation is drawn at random, and so is what not all COMPLETE trials have. Each
/// trial's generation is on record ("NSGAIISampler:generation", as Optuna has it); parents follow
/// from the trials in the order in which they finished. So a continued study goes on where it was,
/// and any number of workers breed one population. One thread to an object.
template <class>
class BasicNsgaIISampler final : public Sampler {
 public:
  explicit BasicNsgaIISampler(NsgaIISamplerOptions options = {})
      : options_(options), random_(options.seed()) {}

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial) override {
    learn(study);
    Proposal proposal;
    // A trial that is taken up again has its parents still.
    const int64_t generation = generation_of(trial).value_or(newest());
    proposal.system_attrs[kGenerationKey] = generation;
    if (generation < 1 || generation > newest()) return proposal;
    const std::vector<Individual>& parents = parents_[static_cast<size_t>(generation)];
    detail::Random random(detail::seed_of(options_.seed(), study), detail::random_key(trial),
                          "nsgaii");
    const auto draw = [&](size_t count) {
      return std::min(static_cast<size_t>(random.uniform() * static_cast<double>(count)),
                      count - 1);
    };
    size_t first, second;
    if (random.uniform() < options_.crossover_prob()) {
      // Of two at random the better one; the other parent is another.
      const auto select = [&](size_t count, const auto& individual) {
        const size_t a = individual(draw(count)), b = individual(draw(count));
        return is_better(parents[a], parents[b]) ? a : b;
      };
      first = select(parents.size(), [](size_t i) { return i; });
      second = select(parents.size() - 1, [&](size_t i) { return i + (i >= first); });
    } else {
      first = second = draw(parents.size());
    }
    const detail::SearchSpace& space = intersection_.get();
    const double n = static_cast<double>(std::max<size_t>(space.size(), 1));
    for (const auto& [name, distribution] : space) {
      const bool from_first = random.uniform() < options_.swapping_prob();
      const bool mutates = random.uniform() < options_.mutation_prob().value_or(1 / n);
      if (mutates || is_single(*distribution)) continue;  // then it is drawn on its own
      const size_t parent = from_first ? first : second;
      const Param* param = study.find_trial(parents[parent].number)->find_param(name);
      if (param) proposal.params.push_back({name, distribution, param->internal});
    }
    return proposal;
  }

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override {
    return random_.sample_independent(study, trial, name, distribution);
  }

  void leave_out(const std::set<std::string>& names) override {
    left_out_.insert(names.begin(), names.end());
    intersection_.leave_out(names);
  }

 private:
  static constexpr const char* kGenerationKey = "NSGAIISampler:generation";

  struct Individual {
    int64_t number;
    detail::Losses losses;
    double violation;
  };

  int64_t newest() const { return static_cast<int64_t>(parents_.size()) - 1; }

  static std::optional<int64_t> generation_of(const FrozenTrial& trial) {
    const auto found = trial.system_attrs.find(kGenerationKey);
    if (found == trial.system_attrs.end()) return std::nullopt;
    const auto* generation = std::get_if<int64_t>(&found->second.variant());
    return generation ? std::optional<int64_t>(*generation) : std::nullopt;
  }

  static bool is_better(const Individual& a, const Individual& b) {
    if (a.violation > 0 || b.violation > 0) return a.violation < b.violation;
    return detail::dominates(a.losses, b.losses);
  }

  void learn(const StudyRecord& study) {
    if (!cursor_.follows(study)) {
      const std::set<std::string> left_out = std::move(left_out_);
      *this = BasicNsgaIISampler(options_);
      leave_out(left_out);
    }
    while (const FrozenTrial* trial = cursor_.next(study)) {
      if (trial->state != TrialState::complete) continue;
      intersection_.add(*trial);
      const auto generation = generation_of(*trial);
      if (!generation || *generation < 0 || *generation > newest()) continue;
      detail::Losses losses = detail::losses_of(*trial, study.directions);
      losses.resize(std::max<size_t>(study.directions.size(), 1),
                    std::numeric_limits<double>::infinity());
      population_.push_back({trial->number, std::move(losses), detail::violation_of(*trial)});
      // Those that come late, of an earlier generation, live on without making this one full.
      full_ += *generation == newest();
      if (full_ == options_.population_size()) select();
    }
  }

  // The next generation's parents: the best of this one and of its parents.
  void select() {
    population_.insert(population_.end(), parents_.back().begin(), parents_.back().end());
    std::vector<detail::Losses> points;
    std::vector<double> violations;
    for (const Individual& individual : population_) {
      points.push_back(individual.losses);
      violations.push_back(individual.violation);
    }
    std::vector<Individual> survivors;
    for (const size_t i : detail::elite(points, violations, options_.population_size()))
      survivors.push_back(population_[i]);
    parents_.push_back(std::move(survivors));
    population_.clear();
    full_ = 0;
  }

  NsgaIISamplerOptions options_;
  RandomSampler random_;
  std::set<std::string> left_out_;

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  detail::IntersectionSearchSpace intersection_;
  // By generation; the first has none.
  std::vector<std::vector<Individual>> parents_ = std::vector<std::vector<Individual>>(1);
  std::vector<Individual> population_;  // finished since the newest began
  size_t full_ = 0;                     // how many of them are of the newest
};

}  // namespace v0
}  // namespace hone
