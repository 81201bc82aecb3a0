// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/detail/pareto.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/detail/search_space.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Options of a NsgaIISampler. Names and defaults are Optuna 5's.
class NsgaIISamplerOptions {
 public:
  /// Trials per generation, and the number of survivors that become parents. At least 2.
  /// Default: 50.
  NsgaIISamplerOptions& population_size(int64_t n);
  /// Probability that a child's parameter is drawn at random. Default: 1 / number of parameters.
  NsgaIISamplerOptions& mutation_prob(double probability) {
    mutation_prob_ = checked("mutation_prob", probability);
    return *this;
  }
  /// Probability that a child has two parents rather than one. Default: 0.9.
  NsgaIISamplerOptions& crossover_prob(double probability) {
    crossover_prob_ = checked("crossover_prob", probability);
    return *this;
  }
  /// Probability that a parameter comes from the first parent. Default: 0.5.
  NsgaIISamplerOptions& swapping_prob(double probability) {
    swapping_prob_ = checked("swapping_prob", probability);
    return *this;
  }
  /// Default: the study's seed.
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
  static double checked(const char* what, double probability);

  int64_t population_size_ = 50;
  std::optional<double> mutation_prob_;
  double crossover_prob_ = 0.9;
  double swapping_prob_ = 0.5;
  std::optional<uint64_t> seed_;
};

/// Genetic algorithm: breeds each generation of trials from the best so far. A child mixes the
/// parameters of two parents, with some drawn at random. For several objectives, with or without
/// constraints, and a thousand trials or more. (Optuna: NSGAIISampler. Deb et al.: A fast and
/// elitist multiobjective genetic algorithm: NSGA-II, 2002.)
///
///   hone::Study study(hone::StudyOptions()
///       .directions({hone::Direction::minimize, hone::Direction::maximize})
///       .sampler(hone::NsgaIISampler(hone::NsgaIISamplerOptions().population_size(30))));
///
/// The first generation is drawn at random. So are parameters that not all COMPLETE trials have.
/// Each trial's generation is recorded ("NSGAIISampler:generation", as in Optuna). Parents are
/// determined by the trials in the order in which they finished. So a study can be resumed, and any
/// number of workers breed one population. Not thread-safe.
class NsgaIISampler final : public Sampler {
 public:
  explicit NsgaIISampler(NsgaIISamplerOptions options = {})
      : options_(options), random_(options.seed()) {}

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial) override;

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

  void leave_out(const std::set<std::string>& names) override;

 private:
  static constexpr const char* kGenerationKey = "NSGAIISampler:generation";

  struct Individual {
    int64_t number;
    detail::Losses losses;
    double violation;
  };

  int64_t newest() const { return static_cast<int64_t>(parents_.size()) - 1; }

  static std::optional<int64_t> generation_of(const FrozenTrial& trial);

  static bool is_better(const Individual& a, const Individual& b);

  void learn(const StudyRecord& study);

  // Selects the next generation's parents: the best of this generation and its parents.
  void select();

  NsgaIISamplerOptions options_;
  RandomSampler random_;
  std::set<std::string> left_out_;

  // State read from the study so far.
  detail::FinishedCursor cursor_;
  detail::IntersectionSearchSpace intersection_;
  // By generation; the first generation has no parents.
  std::vector<std::vector<Individual>> parents_ = std::vector<std::vector<Individual>>(1);
  std::vector<Individual> population_;  // finished since the newest generation began
  size_t full_ = 0;                     // how many of them belong to the newest generation
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/nsga_ii.hpp>
#endif
