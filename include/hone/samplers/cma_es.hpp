// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#ifdef HONE_WITHOUT_EIGEN
#error \
    "hone: this hone's library was built without Eigen: install it (Debian: libeigen3-dev) and build hone again"
#endif

#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/detail/cma.hpp>
#include <hone/samplers/detail/search_space.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/samplers/tpe/dimension.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// What a CmaEsSampler does when its distribution has shrunk to a point. `ipop` restarts from a
/// random point, with more trials per generation. (Auger, Hansen: A restart CMA evolution strategy
/// with increasing population size, 2005. Optuna 4: restart_strategy.)
enum class RestartStrategy { none, ipop };

/// Options of a CmaEsSampler. Names and defaults are Optuna 5's.
class CmaEsSamplerOptions {
 public:
  /// The initial mean, by parameter. Default: the middle of each range.
  CmaEsSamplerOptions& x0(Params params) {
    x0_ = std::move(params);
    return *this;
  }
  /// The initial standard deviation, as a fraction of the range. Default: 1/6.
  CmaEsSamplerOptions& sigma0(double sigma);
  /// Parameters are drawn at random until this many trials are COMPLETE. Default: 1.
  CmaEsSamplerOptions& n_startup_trials(int64_t n);
  /// Default: the study's seed.
  CmaEsSamplerOptions& seed(uint64_t seed) {
    seed_ = seed;
    return *this;
  }
  /// Trials per generation. Default: 4 + 3 log(number of parameters).
  CmaEsSamplerOptions& popsize(int64_t n);
  /// Whether PRUNED trials count, with their last reported value. Default: false.
  CmaEsSamplerOptions& consider_pruned_trials(bool on) {
    consider_pruned_trials_ = on;
    return *this;
  }
  /// Whether to learn only each parameter's variance, without correlations: learns faster with many
  /// parameters. Default: false.
  CmaEsSamplerOptions& use_separable_cma(bool on) {
    use_separable_cma_ = on;
    return *this;
  }
  /// Whether integers and stepped floats always keep a minimum probability to change.
  /// Default: false.
  CmaEsSamplerOptions& with_margin(bool on) {
    with_margin_ = on;
    return *this;
  }
  /// Default: none.
  CmaEsSamplerOptions& restart_strategy(RestartStrategy strategy) {
    restart_strategy_ = strategy;
    return *this;
  }
  /// Factor by which a restart multiplies the trials per generation. Default: 2.
  CmaEsSamplerOptions& inc_popsize(int64_t factor);
  /// Warm start: trials of a similar task, usually from another study. The search starts from the
  /// distribution of their best tenth. At least ten of them must have this study's parameters.
  CmaEsSamplerOptions& source_trials(std::vector<FrozenTrial> trials) {
    source_trials_ = std::move(trials);
    return *this;
  }

  const std::optional<Params>& x0() const { return x0_; }
  const std::optional<double>& sigma0() const { return sigma0_; }
  int64_t n_startup_trials() const { return n_startup_trials_; }
  const std::optional<uint64_t>& seed() const { return seed_; }
  const std::optional<int64_t>& popsize() const { return popsize_; }
  bool consider_pruned_trials() const { return consider_pruned_trials_; }
  bool use_separable_cma() const { return use_separable_cma_; }
  bool with_margin() const { return with_margin_; }
  RestartStrategy restart_strategy() const { return restart_strategy_; }
  int64_t inc_popsize() const { return inc_popsize_; }
  const std::optional<std::vector<FrozenTrial>>& source_trials() const { return source_trials_; }

 private:
  std::optional<Params> x0_;
  std::optional<double> sigma0_;
  int64_t n_startup_trials_ = 1;
  std::optional<uint64_t> seed_;
  std::optional<int64_t> popsize_;
  bool consider_pruned_trials_ = false;
  bool use_separable_cma_ = false;
  bool with_margin_ = false;
  RestartStrategy restart_strategy_ = RestartStrategy::none;
  int64_t inc_popsize_ = 2;
  std::optional<std::vector<FrozenTrial>> source_trials_;
};

/// Draws each generation of trials from a normal distribution, then moves and reshapes it towards
/// the better half of them. For continuous and integer parameters, and at least a few hundred
/// trials. Requires Eigen, so <hone/hone.hpp> does not include it. (Optuna: CmaEsSampler.)
///
///   #include <hone/samplers/cma_es.hpp>
///   hone::Study study(hone::StudyOptions().sampler(
///       hone::CmaEsSampler(hone::CmaEsSamplerOptions().seed(7).with_margin(true))));
///
/// Categorical parameters, and those that not all trials have, are drawn at random. The
/// distribution is not stored. It is recomputed from the finished trials, in the order in which
/// they finished, and the generation recorded in each (with Optuna's keys). So a study can be
/// resumed, and any number of workers share one distribution. A trial that finishes after its
/// generation is complete is ignored. One objective only. Not thread-safe.
class CmaEsSampler final : public Sampler {
 public:
  explicit CmaEsSampler(CmaEsSamplerOptions options = {});

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial) override;

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

  void leave_out(const std::set<std::string>& names) override;

 private:
  using Vector = detail::Cma::Vector;
  static constexpr const char* kDrawnKey = "x_for_tell";
  static constexpr double kSigma0 = 1.0 / 6;

  // A parameter's interval, scaled to [0, 1].
  struct Axis {
    detail::Dimension dimension;
    double begin, end;
    double step = 0;  // grid step, if the CMA handles the grid; else 0

    Axis(const Distribution& distribution, bool with_margin);
    double place_of(double internal) const {
      return (dimension.place_of(internal) - begin) / (end - begin);
    }
    double value_at(double place) const {
      return dimension.value_at(begin + place * (end - begin));
    }
  };

  bool has_whole_space() const;

  void learn(const StudyRecord& study);

  void learn(const FrozenTrial& trial, double loss, const StudyRecord& study);

  // Counts across restarts, so that each number is unique.
  int64_t generation() const { return generations_before_ + cma_->generation(); }

  void restart(const StudyRecord& study);

  detail::Cma::Settings settings_of_space() const;

  // Returns nullopt if the trial does not count.
  std::optional<double> loss_of(const FrozenTrial& trial, Direction direction) const;

  void begin(Direction direction);

  // The normal distribution of the best tenth, slightly widened. (Nomura et al.: Warm starting
  // CMA-ES for hyperparameter optimization, 2021.)
  void begin_at_source(Direction direction, Vector& mean, double& sigma,
                       detail::Cma::Matrix& covariance) const;

  // Returns nullopt if the trial lacks a parameter or has an incompatible one.
  std::optional<Vector> place_of(const FrozenTrial& trial) const;

  // Returns the point that was drawn for the trial, from its system attributes.
  std::optional<Vector> recorded(const FrozenTrial& trial) const;

  CmaEsSamplerOptions options_;
  RandomSampler random_;
  std::string prefix_;
  std::set<std::string> left_out_;

  // State learned from the study so far.
  detail::FinishedCursor cursor_;
  int64_t seen_ = 0;  // number of trials that count
  detail::IntersectionSearchSpace intersection_;
  detail::SearchSpace space_;
  std::vector<Axis> axes_;          // one per parameter of space_
  int64_t generations_before_ = 0;  // number of generations before the last restart
  std::optional<detail::Cma> cma_;
  std::vector<detail::Cma::Solution> population_;  // of the current generation
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/cma_es.hpp>
#endif
