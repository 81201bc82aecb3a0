// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/brute_force.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/detail/search_tree.hpp>
#include <hone/samplers/random.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE BruteForceSampler::BruteForceSampler() : tree_(std::make_unique<Tree>()) {}

HONE_INLINE std::optional<Attributes> BruteForceSampler::before_trial(const StudyRecord& study) {
  learn(study);
  const Running running(*tree_, study, -1);
  const bool is_new = !tree_->root().is_known() && cursor_.position() == 0;
  if (is_new || tree_->root().open() > 0) return Attributes();
  return std::nullopt;
}

HONE_INLINE double BruteForceSampler::sample_independent(const StudyRecord& study,
                                                         const FrozenTrial& trial,
                                                         const std::string& name,
                                                         const Distribution& distribution) {
  const detail::Candidates candidates(distribution);
  if (candidates.count == 0)
    throw ArgumentError("hone: parameter \"" + name + "\" is " + to_string(distribution) +
                        ", and BruteForceSampler needs an end of values; give it a hone::Step");
  learn(study);
  const Running running(*tree_, study, trial.number);
  detail::Random random(detail::seed_of(seed_, study), detail::random_key(trial), name);
  auto* const node = tree_->find(trial.params);
  // An enqueued trial may have values that are not in the tree.
  if (!node) return detail::draw_evenly(distribution, random);
  if (!tree_->ask(*node, name, candidates))
    throw ArgumentError("hone: with the values it was given before, trial " +
                        std::to_string(trial.number) + " asks for \"" + name + "\" from " +
                        to_string(distribution) + ", and an earlier trial of study \"" +
                        study.name + "\" asked for " +
                        (node->name() != name ? "\"" + node->name() + "\"" : "something else") +
                        "; BruteForceSampler needs an objective that always asks alike");
  if (node->open() == 0) return detail::draw_evenly(distribution, random);
  return node->draw(random);
}

HONE_INLINE BruteForceSampler::Running::Running(Tree& tree, const StudyRecord& study,
                                                int64_t except)
    : tree_(tree) {
  for (const int64_t number : study.unfinished) {
    const FrozenTrial& trial = *study.find_trial(number);
    if (trial.state != TrialState::running || number == except) continue;
    if (auto* const node = tree.find(trial.params)) {
      tree.enter(*node);
      nodes_.push_back(node);
    }
  }
}

HONE_INLINE void BruteForceSampler::learn(const StudyRecord& study) {
  if (!cursor_.follows(study)) {
    cursor_ = {};
    tree_ = std::make_unique<Tree>();
  }
  while (const FrozenTrial* trial = cursor_.next(study))
    if (auto* const node = tree_->find(trial->params)) tree_->end(*node);
}

}  // namespace HONE_ABI
}  // namespace hone
