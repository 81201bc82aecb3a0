// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/quasi_random.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace hone {
inline namespace v0 {

/// Which sequence a QmcSampler follows.
enum class QmcType { sobol, halton };

/// How a QmcSampler works. Names and defaults are Optuna 5's.
class QmcSamplerOptions {
 public:
  /// Default QmcType::sobol.
  QmcSamplerOptions& qmc_type(QmcType type) {
    qmc_type_ = type;
    return *this;
  }
  /// Whether the sequence is randomized by the seed. Without, all studies try the same points, and
  /// the first is the lowest corner of the space. Default false.
  QmcSamplerOptions& scramble(bool on) {
    scramble_ = on;
    return *this;
  }
  /// Default: the study's own seed.
  template <class = void>
  QmcSamplerOptions& seed(uint64_t seed) {
    seed_ = seed;
    return *this;
  }

  QmcType qmc_type() const { return qmc_type_; }
  bool scramble() const { return scramble_; }
  const std::optional<uint64_t>& seed() const { return seed_; }

 private:
  QmcType qmc_type_ = QmcType::sobol;
  bool scramble_ = false;
  std::optional<uint64_t> seed_;
};

/// Spreads the trials over the space more evenly than chance does, without a look at their values.
/// (Optuna: QMCSampler.)
///
///   hone::Study study(hone::StudyOptions().sampler(
///       hone::QmcSampler(hone::QmcSamplerOptions().scramble(true).seed(7))));
///   study.optimize(objective, 64);  // powers of two are the most even
///
/// The first trial is drawn at random and shows the parameters. From then on trial n is point n - 1
/// of the sequence, with one dimension a parameter, in the first trial's order: so any number of
/// workers share one sequence, and a continued study goes on in it. Parameters that the first trial
/// did not have are drawn at random; so is what lies beyond 64 parameters with QmcType::sobol,
/// whose table ends there. One thread to an object.
template <class>
class BasicQmcSampler final : public Sampler {
 public:
  explicit BasicQmcSampler(QmcSamplerOptions options = {})
      : options_(options), random_(options.seed()) {}

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial) override {
    Proposal proposal;
    const FrozenTrial* first = first_finished(study);
    const int64_t key = detail::random_key(trial);
    if (!first || key < 1) return proposal;
    size_t dimension = 0;
    for (const Param& param : first->params) {
      if (left_out_.count(param.name) > 0) continue;
      const auto part = part_of(study, static_cast<uint32_t>(key - 1), dimension++);
      if (!part) break;
      proposal.params.push_back(
          {param.name, param.distribution, detail::value_at_part(*param.distribution, *part)});
    }
    return proposal;
  }

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override {
    return random_.sample_independent(study, trial, name, distribution);
  }

  void leave_out(const std::set<std::string>& names) override {
    left_out_.insert(names.begin(), names.end());
  }

 private:
  static const FrozenTrial* first_finished(const StudyRecord& study) {
    for (const FrozenTrial& trial : study.trials)
      if (trial.state == TrialState::complete || trial.state == TrialState::pruned) return &trial;
    return nullptr;
  }

  std::optional<double> part_of(const StudyRecord& study, uint32_t index, size_t dimension) const {
    detail::Random scramble(detail::seed_of(options_.seed(), study), -1,  // the same for all trials
                            "qmc:" + std::to_string(dimension));
    detail::Random* const random = options_.scramble() ? &scramble : nullptr;
    if (options_.qmc_type() == QmcType::halton) return detail::halton(index, dimension, random);
    if (dimension >= detail::kSobolDimensions) return std::nullopt;
    return detail::sobol(index, dimension, random);
  }

  QmcSamplerOptions options_;
  RandomSampler random_;
  std::set<std::string> left_out_;
};

}  // namespace v0
}  // namespace hone
