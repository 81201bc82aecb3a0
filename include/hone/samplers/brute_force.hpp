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

/// Tries every combination that the objective can ask for once, including conditional parameters.
/// Then `optimize` ends. (Optuna: BruteForceSampler.)
///
///   hone::Study study(hone::StudyOptions().sampler(hone::BruteForceSampler()));
///   study.optimize([](hone::Trial& trial) {
///     const int64_t layers = trial.suggest_int("layers", 1, 2);
///     const double momentum =
///         layers > 1 ? trial.suggest_float("m", 0.0, 0.5, hone::Step(0.5)) : 0;
///     ...
///   });  // three trials
///
/// Float parameters need a step. The next parameter that a trial asks for must be determined by the
/// values it was given before. Points of other workers' RUNNING trials are skipped, so a point is
/// tried twice only if two workers ask at the same instant. A worker ends when nothing is left for
/// it. The last worker also tries the combinations that the others' last trials revealed.
/// Not thread-safe.
class BruteForceSampler final : public Sampler {
 public:
  BruteForceSampler();
  /// Default: the study's seed determines the order.
  explicit BruteForceSampler(uint64_t seed) : BruteForceSampler() { seed_ = seed; }

  std::optional<Attributes> before_trial(const StudyRecord& study) override;

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

 private:
  using Tree = detail::SearchTree;

  // RAII: marks RUNNING trials in the tree during its lifetime.
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

  // State read from the study so far.
  detail::FinishedCursor cursor_;
  std::unique_ptr<Tree> tree_;  // on the heap, because its nodes point to each other
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/brute_force.hpp>
#endif
