// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/at_least.hpp>
#include <hone/records/detail/attempts.hpp>
#include <hone/records/detail/best_tracker.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/perturb.hpp>
#include <hone/samplers/detail/population_place.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/population.hpp>
#include <hone/samplers/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE PopulationSamplerOptions& PopulationSamplerOptions::population_size(int64_t n) {
  population_size_ = detail::at_least(2, "population_size", n);
  return *this;
}

HONE_INLINE PopulationSamplerOptions& PopulationSamplerOptions::interval(int64_t epochs) {
  interval_ = detail::at_least(1, "interval", epochs);
  return *this;
}

HONE_INLINE PopulationSamplerOptions& PopulationSamplerOptions::generations(int64_t n) {
  generations_ = detail::at_least(1, "generations", n);
  return *this;
}

HONE_INLINE PopulationSamplerOptions& PopulationSamplerOptions::quantile_fraction(double fraction) {
  quantile_fraction_ = within("quantile_fraction", fraction, 0.5);
  if (fraction == 0) throw ArgumentError("hone: quantile_fraction of 0; it is above 0");
  return *this;
}

HONE_INLINE PopulationSamplerOptions& PopulationSamplerOptions::perturbation_factors(double down,
                                                                                     double up) {
  if (!(0 < down && down < 1 && 1 < up && std::isfinite(up)))
    throw ArgumentError("hone: perturbation_factors of " + detail::text_of(down) + " and " +
                        detail::text_of(up) + "; the first is between 0 and 1, the second above 1");
  factors_ = {down, up};
  return *this;
}

HONE_INLINE double PopulationSamplerOptions::within(const char* what, double x, double most) {
  if (x >= 0 && x <= most) return x;
  throw ArgumentError(std::string("hone: ") + what + " of " + detail::text_of(x) +
                      "; it is from 0 to " + detail::text_of(most));
}

HONE_INLINE std::optional<Attributes> PopulationSampler::before_trial(const StudyRecord& study) {
  if (study.directions.size() != 1)
    throw ArgumentError("hone: PopulationSampler compares by one value, and study \"" + study.name +
                        "\" has " + std::to_string(study.directions.size()) +
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

HONE_INLINE double PopulationSampler::sample_independent(const StudyRecord& study,
                                                         const FrozenTrial& trial,
                                                         const std::string& name,
                                                         const Distribution& distribution) {
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

HONE_INLINE uint64_t PopulationSampler::seed(const StudyRecord& study) const {
  return detail::seed_of(options_.seed(), study);
}

HONE_INLINE bool PopulationSampler::is_own_line(const detail::PopulationPlace& place,
                                                const FrozenTrial& parent) {
  const auto before = detail::population_place(parent);
  return before && before.member == place.member && before.generation + 1 == place.generation;
}

HONE_INLINE std::vector<const FrozenTrial*> PopulationSampler::newest_stretches(
    const StudyRecord& study) const {
  std::vector<const FrozenTrial*> newest(static_cast<size_t>(options_.population_size()));
  for (const FrozenTrial& trial : study.trials)
    if (const auto place = detail::population_place(trial))
      if (place.member >= 0 && place.member < options_.population_size())
        newest[static_cast<size_t>(place.member)] = &trial;
  return newest;
}

HONE_INLINE std::optional<int64_t> PopulationSampler::parent_after(const StudyRecord& study,
                                                                   const FrozenTrial& last) const {
  const auto place = detail::population_place(last);
  std::set<int64_t> repeated;  // retried by a later trial, which counts instead
  for (const FrozenTrial& trial : study.trials)
    for (const int64_t number : detail::retry_history(trial)) repeated.insert(number);
  std::vector<const FrozenTrial*> good;  // of the same generation, best first
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
  if (good.empty()) return place.parent;  // retry from the same checkpoint, if any
  detail::Random random(seed(study), static_cast<int64_t>(study.trials.size()), "exploit");
  const size_t best = std::max<size_t>(1, std::min(cut, good.size()));
  return good[std::min(best - 1, static_cast<size_t>(random.uniform() * static_cast<double>(best)))]
      ->number;
}

HONE_INLINE std::vector<FrozenTrial> lineage(const std::vector<FrozenTrial>& trials,
                                             int64_t number) {
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

}  // namespace HONE_ABI
}  // namespace hone
