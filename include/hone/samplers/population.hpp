// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/detail/perturb.hpp>
#include <hone/samplers/detail/population_place.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Options of a PopulationSampler. Names and defaults are Ray Tune's, if it has the option.
class PopulationSamplerOptions {
 public:
  /// Number of members: models that are trained side by side. At least 2. Default: 8.
  PopulationSamplerOptions& population_size(int64_t n);
  /// Epochs of a stretch: how long a member is trained before it is compared. At least 1.
  /// Default: 1.
  PopulationSamplerOptions& interval(int64_t epochs);
  /// Stretches of each member, at least 1. `optimize` ends when all are done. Default: no limit.
  PopulationSamplerOptions& generations(int64_t n);
  /// Fraction of the members that is replaced, by copies of as many of the best. Above 0, at most
  /// 0.5. Default: 0.25.
  PopulationSamplerOptions& quantile_fraction(double fraction);
  /// Probability that a copy's parameter is drawn again at random instead of perturbed.
  /// Default: 0.25.
  PopulationSamplerOptions& resample_probability(double probability) {
    resample_probability_ = within("resample_probability", probability, 1);
    return *this;
  }
  /// A copy's numbers are multiplied by one of these. Default: 0.8 and 1.2.
  PopulationSamplerOptions& perturbation_factors(double down, double up);
  /// Parameters that a copy keeps unchanged because the checkpoint fits no other value: layer
  /// sizes, the type of optimizer. Default: none.
  PopulationSamplerOptions& inherit(std::set<std::string> names) {
    inherited_ = std::move(names);
    return *this;
  }
  /// Default: the study's seed.
  PopulationSamplerOptions& seed(uint64_t seed) {
    seed_ = seed;
    return *this;
  }

  int64_t population_size() const { return population_size_; }
  int64_t interval() const { return interval_; }
  const std::optional<int64_t>& generations() const { return generations_; }
  double quantile_fraction() const { return quantile_fraction_; }
  double resample_probability() const { return resample_probability_; }
  const detail::Factors& perturbation_factors() const { return factors_; }
  const std::set<std::string>& inherit() const { return inherited_; }
  const std::optional<uint64_t>& seed() const { return seed_; }

 private:
  static double within(const char* what, double x, double most);

  int64_t population_size_ = 8;
  int64_t interval_ = 1;
  std::optional<int64_t> generations_;
  double quantile_fraction_ = 0.25;
  double resample_probability_ = 0.25;
  detail::Factors factors_;
  std::set<std::string> inherited_;
  std::optional<uint64_t> seed_;
};

/// Population based training: searches hyperparameters while it trains a population of models. A
/// member that does badly continues from the weights of one that does well, with perturbed
/// parameters. So parameters change during training, like a schedule, and the search needs no
/// training beyond the population's. (Jaderberg et al.: Population Based Training of Neural
/// Networks. 2017. Ray Tune: PopulationBasedTraining.)
///
///   hone::Study study("runs/population", hone::StudyOptions().sampler(hone::PopulationSampler(
///       hone::PopulationSamplerOptions().population_size(8).interval(5).generations(20))));
///   study.optimize([](hone::Trial& trial) {
///     ...
///     auto hooks = hone::hooks(hone::stretch(trial), hone::checkpoint(trial).with(...));
///     for (int64_t epoch = hooks.resume(1); epoch <= 100; ++epoch) ...
///     return hooks.on_trial_end();
///   });
///
/// A trial is one stretch of one member's training. The next trial belongs to the member that has
/// had the fewest stretches and that no worker is training. There is none if every member is being
/// trained or has completed its generations. Members are compared at equal age: a stretch with the
/// finished stretches of the same generation. A member among the worst continues from a copy of one
/// of the best, drawn uniformly, with perturbed parameters. Any other member continues from its own
/// checkpoint, with its parameters unchanged. A stretch that failed, was pruned or violates a
/// constraint is among the worst. Workers never wait for each other; the first to finish a
/// generation has no competitors.
///
/// Each parameter is perturbed independently. Numbers are multiplied by one of the factors and stay
/// in their range; on a grid they move by at least one step. Choices move to a neighbor in their
/// list. Some parameters are drawn again at random instead. Enqueued trials belong to no
/// population.
///
/// Requires a study with one objective and a directory. Not thread-safe.
class PopulationSampler final : public Sampler {
 public:
  explicit PopulationSampler(PopulationSamplerOptions options = {})
      : options_(std::move(options)), random_(options_.seed()) {}

  std::optional<Attributes> before_trial(const StudyRecord& study) override;

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

 private:
  uint64_t seed(const StudyRecord& study) const;

  // Whether the trial continues its own member rather than a copy.
  static bool is_own_line(const detail::PopulationPlace& place, const FrozenTrial& parent);

  // Each member's last trial; null if it has none.
  std::vector<const FrozenTrial*> newest_stretches(const StudyRecord& study) const;

  // Returns the trial whose checkpoint the member continues from; nullopt if it starts from
  // scratch.
  std::optional<int64_t> parent_after(const StudyRecord& study, const FrozenTrial& last) const;

  PopulationSamplerOptions options_;
  RandomSampler random_;
};

/// Returns the history of a trial's weights: the trial and its chain of parents, oldest first.
/// Their parameters are the schedule that the search found.
///
///   for (const hone::FrozenTrial& stretch : hone::lineage(study.trials(), best.number)) ...
///
/// `trials`: a study's trials, each at the index of its number. Throws ArgumentError if there is no
/// trial with the given number.
std::vector<FrozenTrial> lineage(const std::vector<FrozenTrial>& trials, int64_t number);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/population.hpp>
#endif
