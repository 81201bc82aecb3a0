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

/// How a PopulationSampler works. Names and defaults are Ray Tune's, where it has one.
class PopulationSamplerOptions {
 public:
  /// Models that are trained side by side, at least 2. Default 8.
  PopulationSamplerOptions& population_size(int64_t n);
  /// Epochs of a stretch, at least 1: how long a member is trained before it is compared.
  /// Default 1.
  PopulationSamplerOptions& interval(int64_t epochs);
  /// Stretches of each member, at least 1; `optimize` ends when all have had them. Default: no end.
  PopulationSamplerOptions& generations(int64_t n);
  /// The part of the members that is replaced, by as many of the best; above 0 and at most 0.5.
  /// Default 0.25.
  PopulationSamplerOptions& quantile_fraction(double fraction);
  /// How likely a parameter of a copy is drawn anew, rather than moved a little. Default 0.25.
  PopulationSamplerOptions& resample_probability(double probability) {
    resample_probability_ = within("resample_probability", probability, 1);
    return *this;
  }
  /// What numbers of a copy are multiplied by, one or the other. Defaults 0.8 and 1.2.
  PopulationSamplerOptions& perturbation_factors(double down, double up);
  /// Parameters that a copy takes over as they are, since the checkpoint fits no others: sizes of
  /// layers, the kind of optimizer.
  PopulationSamplerOptions& inherit(std::set<std::string> names) {
    inherited_ = std::move(names);
    return *this;
  }
  /// Default: the study's own seed.
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

/// Trains a population, and searches while it trains: what does badly goes on from the weights of
/// what does well, with its parameters moved a little. So parameters change in the course of a
/// training, as a schedule would, and the search costs no training but the population's own.
/// (Jaderberg et al.: Population Based Training of Neural Networks. 2017. Ray Tune:
/// PopulationBasedTraining.)
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
/// A trial is a stretch of the training of one member. The next trial is of the member that has had
/// the fewest and that nobody trains now; where all are being trained, or have had their
/// generations, there is none. Members are compared at equal ages: a stretch with those of the same
/// generation that have ended. One among the worst goes on from a copy of one among the best,
/// evenly drawn, and its parameters are perturbed; another goes on from its own end, as it was. A
/// stretch that failed, was pruned or breaks a constraint is among the worst. Nobody waits: who
/// comes first has nobody to lose to.
///
/// Perturbed are: numbers by one of the factors, and at least to the next point of their grid,
/// inside their range; choices to a neighbour in their list; each parameter by itself, and some are
/// drawn anew. Trials that were enqueued are of no population.
///
/// For studies with one objective and a directory. One thread to an object.
class PopulationSampler final : public Sampler {
 public:
  explicit PopulationSampler(PopulationSamplerOptions options = {})
      : options_(std::move(options)), random_(options_.seed()) {}

  std::optional<Attributes> before_trial(const StudyRecord& study) override;

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

 private:
  uint64_t seed(const StudyRecord& study) const;

  // Whether the trial takes its member up where it stood.
  static bool is_own_line(const detail::PopulationPlace& place, const FrozenTrial& parent);

  // Each member's last trial; null before its first.
  std::vector<const FrozenTrial*> newest_stretches(const StudyRecord& study) const;

  // Whose checkpoint a member goes on from after this stretch; nothing where it begins anew.
  std::optional<int64_t> parent_after(const StudyRecord& study, const FrozenTrial& last) const;

  PopulationSamplerOptions options_;
  RandomSampler random_;
};

/// How a trial's weights came to be: the trial, its parent, and so on, the first one first. Their
/// parameters are the schedule that the search has found.
///
///   for (const hone::FrozenTrial& stretch : hone::lineage(study.trials(), best.number)) ...
///
/// `trials` are a study's, each at its number. Throws ArgumentError where it has none of that
/// number.
std::vector<FrozenTrial> lineage(const std::vector<FrozenTrial>& trials, int64_t number);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/population.hpp>
#endif
