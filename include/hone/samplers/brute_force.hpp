// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/finished_cursor.hpp>
#include <hone/detail/search_tree.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace v0 {

/// Tries every combination that the objective can ask for once, conditional parameters included;
/// then `optimize` ends. (Optuna: BruteForceSampler.)
///
///   hone::Study study(hone::StudyOptions().sampler(hone::BruteForceSampler()));
///   study.optimize([](hone::Trial& trial) {
///     const int64_t layers = trial.suggest_int("layers", 1, 2);
///     const double momentum = layers > 1 ? trial.suggest_float("m", 0.0, 0.5, hone::Step(0.5)) :
///     0;
///     ...
///   });  // three trials
///
/// Float parameters need a step. What a trial asks for next must follow from the values it was
/// given. Other workers' RUNNING trials are left to them, so a point is tried twice only where two
/// ask at the same instant; a worker ends when there is nothing left for it, and the last one finds
/// what the others' last trials revealed. One thread to an object.
template <class T>
class BasicBruteForceSampler final : public Sampler {
 public:
  BasicBruteForceSampler() : tree_(std::make_unique<Tree>()) {}
  /// Without a seed the order is by the study's.
  explicit BasicBruteForceSampler(uint64_t seed) : BasicBruteForceSampler() { seed_ = seed; }

  std::optional<Attributes> before_trial(const StudyRecord& study) override {
    learn(study);
    const Running running(*tree_, study, -1);
    const bool is_new = !tree_->root().is_known() && cursor_.position() == 0;
    if (is_new || tree_->root().open() > 0) return Attributes();
    return std::nullopt;
  }

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override {
    const detail::Candidates candidates(distribution);
    if (candidates.count == 0)
      throw ArgumentError("hone: parameter \"" + name + "\" is " + to_string(distribution) +
                          ", and BruteForceSampler needs an end of values; give it a hone::Step");
    learn(study);
    const Running running(*tree_, study, trial.number);
    detail::Random random(detail::seed_of(seed_, study), detail::random_key(trial), name);
    auto* const node = tree_->find(trial.params);
    // An enqueued trial may be where the tree does not reach.
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

 private:
  using Tree = detail::SearchTreeOf<T>;

  // RUNNING trials stand in the tree for as long as this lives.
  class Running {
   public:
    Running(Tree& tree, const StudyRecord& study, int64_t except) : tree_(tree) {
      for (const int64_t number : study.unfinished) {
        const FrozenTrial& trial = *study.find_trial(number);
        if (trial.state != TrialState::running || number == except) continue;
        if (auto* const node = tree.find(trial.params)) {
          tree.enter(*node);
          nodes_.push_back(node);
        }
      }
    }
    ~Running() {
      for (auto* const node : nodes_) tree_.leave(*node);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Tree& tree_;
    std::vector<typename Tree::Node*> nodes_;
  };

  void learn(const StudyRecord& study) {
    if (!cursor_.follows(study)) {
      cursor_ = {};
      tree_ = std::make_unique<Tree>();
    }
    while (const FrozenTrial* trial = cursor_.next(study))
      if (auto* const node = tree_->find(trial->params)) tree_->end(*node);
  }

  std::optional<uint64_t> seed_;

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  std::unique_ptr<Tree> tree_;  // its nodes know each other by address
};

}  // namespace v0
}  // namespace hone
