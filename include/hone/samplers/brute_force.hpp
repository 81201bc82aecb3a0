// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/detail/search_tree.hpp>
#include <hone/samplers/sampler.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

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
class BruteForceSampler final : public Sampler {
 public:
  BruteForceSampler();
  /// Without a seed the order is by the study's.
  explicit BruteForceSampler(uint64_t seed) : BruteForceSampler() { seed_ = seed; }

  std::optional<Attributes> before_trial(const StudyRecord& study) override;

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

 private:
  using Tree = detail::SearchTree;

  // RUNNING trials stand in the tree for as long as this lives.
  class Running {
   public:
    Running(Tree& tree, const StudyRecord& study, int64_t except);
    ~Running() {
      for (auto* const node : nodes_) tree_.leave(*node);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Tree& tree_;
    std::vector<typename Tree::Node*> nodes_;
  };

  void learn(const StudyRecord& study);

  std::optional<uint64_t> seed_;

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  std::unique_ptr<Tree> tree_;  // its nodes know each other by address
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/brute_force.hpp>
#endif
