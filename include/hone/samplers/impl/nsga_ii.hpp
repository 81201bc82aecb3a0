// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/constraints.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/detail/pareto.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/crowding.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/detail/search_space.hpp>
#include <hone/samplers/nsga_ii.hpp>
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
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE NsgaIISamplerOptions& NsgaIISamplerOptions::population_size(int64_t n) {
  if (n < 2)
    throw ArgumentError("hone: population_size of " + std::to_string(n) + "; it is at least 2");
  population_size_ = n;
  return *this;
}

HONE_INLINE double NsgaIISamplerOptions::checked(const char* what, double probability) {
  if (probability >= 0 && probability <= 1) return probability;
  throw ArgumentError(std::string("hone: ") + what + " of " + Value(probability).to_string() +
                      "; it is between 0 and 1");
}

HONE_INLINE Proposal NsgaIISampler::sample_relative(const StudyRecord& study,
                                                    const FrozenTrial& trial) {
  learn(study);
  Proposal proposal;
  // A resumed trial keeps its generation, and so its parents.
  const int64_t generation = generation_of(trial).value_or(newest());
  proposal.system_attrs[kGenerationKey] = generation;
  if (generation < 1 || generation > newest()) return proposal;
  const std::vector<Individual>& parents = parents_[static_cast<size_t>(generation)];
  detail::Random random(detail::seed_of(options_.seed(), study), detail::random_key(trial),
                        "nsgaii");
  const auto draw = [&](size_t count) {
    return std::min(static_cast<size_t>(random.uniform() * static_cast<double>(count)), count - 1);
  };
  size_t first, second;
  if (random.uniform() < options_.crossover_prob()) {
    // Binary tournament: the better of two at random. The second parent differs from the first.
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
    if (mutates || is_single(*distribution)) continue;  // sample_independent draws it
    const size_t parent = from_first ? first : second;
    const Param* param = study.find_trial(parents[parent].number)->find_param(name);
    if (param) proposal.params.push_back({name, distribution, param->internal});
  }
  return proposal;
}

HONE_INLINE double NsgaIISampler::sample_independent(const StudyRecord& study,
                                                     const FrozenTrial& trial,
                                                     const std::string& name,
                                                     const Distribution& distribution) {
  return random_.sample_independent(study, trial, name, distribution);
}

HONE_INLINE void NsgaIISampler::leave_out(const std::set<std::string>& names) {
  left_out_.insert(names.begin(), names.end());
  intersection_.leave_out(names);
}

HONE_INLINE std::optional<int64_t> NsgaIISampler::generation_of(const FrozenTrial& trial) {
  const auto found = trial.system_attrs.find(kGenerationKey);
  if (found == trial.system_attrs.end()) return std::nullopt;
  const auto* generation = std::get_if<int64_t>(&found->second.variant());
  return generation ? std::optional<int64_t>(*generation) : std::nullopt;
}

HONE_INLINE bool NsgaIISampler::is_better(const Individual& a, const Individual& b) {
  if (a.violation > 0 || b.violation > 0) return a.violation < b.violation;
  return detail::dominates(a.losses, b.losses);
}

HONE_INLINE void NsgaIISampler::learn(const StudyRecord& study) {
  if (!cursor_.follows(study)) {
    const std::set<std::string> left_out = std::move(left_out_);
    *this = NsgaIISampler(options_);
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
    // A late trial of an earlier generation joins the population, but does not help to fill this
    // one.
    full_ += *generation == newest();
    if (full_ == options_.population_size()) select();
  }
}

HONE_INLINE void NsgaIISampler::select() {
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

}  // namespace HONE_ABI
}  // namespace hone
