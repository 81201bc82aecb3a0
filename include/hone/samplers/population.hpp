// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/at_least.hpp>
#include <hone/detail/attempts.hpp>
#include <hone/detail/best_tracker.hpp>
#include <hone/detail/perturb.hpp>
#include <hone/detail/population.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// How a PopulationSampler works. Names and defaults are Ray Tune's, where it has one.
class PopulationSamplerOptions {
 public:
  /// Models that are trained side by side, at least 2. Default 8.
  PopulationSamplerOptions& population_size(int64_t n) {
    population_size_ = detail::at_least(2, "population_size", n);
    return *this;
  }
  /// Epochs of a stretch, at least 1: how long a member is trained before it is compared.
  /// Default 1.
  PopulationSamplerOptions& interval(int64_t epochs) {
    interval_ = detail::at_least(1, "interval", epochs);
    return *this;
  }
  /// Stretches of each member, at least 1; `optimize` ends when all have had them. Default: no end.
  template <class = void>
  PopulationSamplerOptions& generations(int64_t n) {
    generations_ = detail::at_least(1, "generations", n);
    return *this;
  }
  /// The part of the members that is replaced, by as many of the best; above 0 and at most 0.5.
  /// Default 0.25.
  PopulationSamplerOptions& quantile_fraction(double fraction) {
    quantile_fraction_ = within("quantile_fraction", fraction, 0.5);
    if (fraction == 0) throw ArgumentError("hone: quantile_fraction of 0; it is above 0");
    return *this;
  }
  /// How likely a parameter of a copy is drawn anew, rather than moved a little. Default 0.25.
  PopulationSamplerOptions& resample_probability(double probability) {
    resample_probability_ = within("resample_probability", probability, 1);
    return *this;
  }
  /// What numbers of a copy are multiplied by, one or the other. Defaults 0.8 and 1.2.
  PopulationSamplerOptions& perturbation_factors(double down, double up) {
    if (!(0 < down && down < 1 && 1 < up && std::isfinite(up)))
      throw ArgumentError("hone: perturbation_factors of " + detail::text_of(down) + " and " +
                          detail::text_of(up) +
                          "; the first is between 0 and 1, the second above 1");
    factors_ = {down, up};
    return *this;
  }
  /// Parameters that a copy takes over as they are, since the checkpoint fits no others: sizes of
  /// layers, the kind of optimizer.
  template <class = void>
  PopulationSamplerOptions& inherit(std::set<std::string> names) {
    inherited_ = std::move(names);
    return *this;
  }
  /// Default: the study's own seed.
  template <class = void>
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
  static double within(const char* what, double x, double most) {
    if (x >= 0 && x <= most) return x;
    throw ArgumentError(std::string("hone: ") + what + " of " + detail::text_of(x) +
                        "; it is from 0 to " + detail::text_of(most));
  }

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
template <class>
class BasicPopulationSampler final : public Sampler {
 public:
  explicit BasicPopulationSampler(PopulationSamplerOptions options = {})
      : options_(std::move(options)), random_(options_.seed()) {}

  std::optional<Attributes> before_trial(const StudyRecord& study) override {
    if (study.directions.size() != 1)
      throw ArgumentError("hone: PopulationSampler compares by one value, and study \"" +
                          study.name + "\" has " + std::to_string(study.directions.size()) +
                          " objectives; take a sampler for several, such as NsgaIISampler");
    const auto newest = newest_stretches(study);
    std::optional<size_t> next;
    const auto generation = [&](size_t member) {
      return newest[member] ? detail::population_place(*newest[member]).generation + 1 : 0;
    };
    for (size_t member = 0; member < newest.size(); ++member) {
      if (newest[member] && !is_finished(newest[member]->state)) continue;
      if (options_.generations() && generation(member) >= *options_.generations()) continue;
      if (!next || generation(member) < generation(*next)) next = member;
    }
    if (!next) return std::nullopt;
    Attributes attributes = {{detail::kMemberAttr, static_cast<int64_t>(*next)},
                             {detail::kGenerationAttr, generation(*next)},
                             {detail::kIntervalAttr, options_.interval()}};
    if (newest[*next])
      if (const auto parent = parent_after(study, *newest[*next]))
        attributes[detail::kParentAttr] = *parent;
    return attributes;
  }

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override {
    const auto draw = [&] { return random_.sample_independent(study, trial, name, distribution); };
    const auto place = detail::population_place(trial);
    const FrozenTrial* parent = place && place.parent ? study.find_trial(*place.parent) : nullptr;
    const Param* from = parent ? parent->find_param(name) : nullptr;
    if (!from || !is_compatible(*from->distribution, distribution) ||
        !contains(distribution, from->internal))
      return draw();
    if (options_.inherit().count(name) > 0 || is_own_line(place, *parent)) return from->internal;
    detail::Random random(seed(study), detail::random_key(trial), "perturb:" + name);
    if (random.uniform() < options_.resample_probability()) return draw();
    return detail::perturbed(distribution, from->internal, options_.perturbation_factors(), random);
  }

 private:
  uint64_t seed(const StudyRecord& study) const { return detail::seed_of(options_.seed(), study); }

  // Whether the trial takes its member up where it stood.
  static bool is_own_line(const detail::PopulationPlace& place, const FrozenTrial& parent) {
    const auto before = detail::population_place(parent);
    return before && before.member == place.member && before.generation + 1 == place.generation;
  }

  // Each member's last trial; null before its first.
  std::vector<const FrozenTrial*> newest_stretches(const StudyRecord& study) const {
    std::vector<const FrozenTrial*> newest(static_cast<size_t>(options_.population_size()));
    for (const FrozenTrial& trial : study.trials)
      if (const auto place = detail::population_place(trial))
        if (place.member >= 0 && place.member < options_.population_size())
          newest[static_cast<size_t>(place.member)] = &trial;
    return newest;
  }

  // Whose checkpoint a member goes on from after this stretch; nothing where it begins anew.
  std::optional<int64_t> parent_after(const StudyRecord& study, const FrozenTrial& last) const {
    const auto place = detail::population_place(last);
    std::set<int64_t> repeated;  // by a later trial, which counts in their place
    for (const FrozenTrial& trial : study.trials)
      for (const int64_t number : detail::retry_history(trial)) repeated.insert(number);
    std::vector<const FrozenTrial*> good;  // of its generation, best first
    size_t ended = 0;
    for (const FrozenTrial& trial : study.trials) {
      const auto its = detail::population_place(trial);
      if (repeated.count(trial.number) > 0) continue;
      if (!its || its.generation != place.generation || !is_finished(trial.state)) continue;
      ++ended;
      if (detail::may_be_best(trial, study)) good.push_back(&trial);
    }
    std::sort(good.begin(), good.end(), [&study](const FrozenTrial* a, const FrozenTrial* b) {
      return detail::ranks_before(*a, *b, study.direction());
    });
    size_t cut = static_cast<size_t>(
        std::ceil(options_.quantile_fraction() * static_cast<double>(ended) - 1e-9));
    if (cut > ended / 2) cut = ended / 2;
    const size_t rank =
        static_cast<size_t>(std::find(good.begin(), good.end(), &last) - good.begin());
    if (rank < good.size() && rank + cut < ended) return last.number;
    if (good.empty()) return place.parent;  // it tries again, if it has anything to begin with
    detail::Random random(seed(study), static_cast<int64_t>(study.trials.size()), "exploit");
    const size_t best = std::max<size_t>(1, std::min(cut, good.size()));
    return good[std::min(best - 1,
                         static_cast<size_t>(random.uniform() * static_cast<double>(best)))]
        ->number;
  }

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
template <class = void>
inline std::vector<FrozenTrial> lineage(const std::vector<FrozenTrial>& trials, int64_t number) {
  std::vector<FrozenTrial> line;
  for (std::optional<int64_t> at = number; at;) {
    if (*at < 0 || *at >= static_cast<int64_t>(trials.size()))
      throw ArgumentError("hone: lineage of trial " + std::to_string(number) +
                          ": there is no trial " + std::to_string(*at) + " among the " +
                          std::to_string(trials.size()));
    line.push_back(trials[static_cast<size_t>(*at)]);
    const auto place = detail::population_place(line.back());
    const auto parent = place ? place.parent : std::nullopt;
    at = parent && *parent < *at ? parent : std::nullopt;
  }
  std::reverse(line.begin(), line.end());
  return line;
}

}  // namespace v0
}  // namespace hone
