// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

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

/// What a CmaEsSampler does once its distribution has shrunk to a point. `ipop` begins anew at a
/// point drawn at random, with more trials a generation. (Auger, Hansen: A restart CMA evolution
/// strategy with increasing population size, 2005. Optuna 4: restart_strategy.)
enum class RestartStrategy { none, ipop };

/// How a CmaEsSampler works. Names and defaults are Optuna 5's.
class CmaEsSamplerOptions {
 public:
  /// Where the search begins, by parameter. Default: the middle of each range.
  CmaEsSamplerOptions& x0(Params params) {
    x0_ = std::move(params);
    return *this;
  }
  /// How wide it begins, as a part of the range. Default one sixth.
  CmaEsSamplerOptions& sigma0(double sigma);
  /// Parameters are drawn at random until this many trials are COMPLETE. Default 1.
  CmaEsSamplerOptions& n_startup_trials(int64_t n);
  /// Default: the study's own seed.
  CmaEsSamplerOptions& seed(uint64_t seed) {
    seed_ = seed;
    return *this;
  }
  /// Trials of a generation. Default 4 + 3 log(parameters).
  CmaEsSamplerOptions& popsize(int64_t n);
  /// Whether PRUNED trials count, with their last report. Default false.
  CmaEsSamplerOptions& consider_pruned_trials(bool on) {
    consider_pruned_trials_ = on;
    return *this;
  }
  /// Whether to learn each parameter's width alone, not how they go together: quicker with many.
  /// Default false.
  CmaEsSamplerOptions& use_separable_cma(bool on) {
    use_separable_cma_ = on;
    return *this;
  }
  /// Whether integers and stepped floats always keep a chance to change. Default false.
  CmaEsSamplerOptions& with_margin(bool on) {
    with_margin_ = on;
    return *this;
  }
  /// Default none.
  CmaEsSamplerOptions& restart_strategy(RestartStrategy strategy) {
    restart_strategy_ = strategy;
    return *this;
  }
  /// By how much a restart multiplies the trials of a generation. Default 2.
  CmaEsSamplerOptions& inc_popsize(int64_t factor);
  /// Trials of a similar task, best from another study: the search begins where their best tenth
  /// is. At least ten of them must have this study's parameters.
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

/// Draws the trials of a generation from a normal distribution, and moves and stretches it towards
/// the better half of them. For continuous and integer parameters, a few hundred trials and more.
/// Needs Eigen, so <hone/hone.hpp> does not include it. (Optuna: CmaEsSampler.)
///
///   #include <hone/samplers/cma_es.hpp>
///   hone::Study study(hone::StudyOptions().sampler(
///       hone::CmaEsSampler(hone::CmaEsSamplerOptions().seed(7).with_margin(true))));
///
/// Categorical parameters, and those that not all trials have, are drawn at random. The
/// distribution is not stored: it follows from the finished trials, in the order in which they
/// finished, and the generation that each has on record (Optuna's keys). So a continued study goes
/// on where it was, and any number of workers share one distribution; a trial that finishes after
/// its generation was full is not learned from. One objective. One thread to an object.
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

  // A parameter's stretch as [0, 1].
  struct Axis {
    detail::Dimension dimension;
    double begin, end;
    double step = 0;  // of a grid that the distribution itself knows

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

  // Counted on through restarts, so that a number is one generation's alone.
  int64_t generation() const { return generations_before_ + cma_->generation(); }

  void restart(const StudyRecord& study);

  detail::Cma::Settings settings_of_space() const;

  // Nothing where the trial does not count.
  std::optional<double> loss_of(const FrozenTrial& trial, Direction direction) const;

  void begin(Direction direction);

  // The normal distribution of the best tenth, a little widened. (Nomura et al.: Warm starting
  // CMA-ES for hyperparameter optimization, 2021.)
  void begin_at_source(Direction direction, Vector& mean, double& sigma,
                       detail::Cma::Matrix& covariance) const;

  // Nothing where the trial lacks a parameter, or has it of another kind.
  std::optional<Vector> place_of(const FrozenTrial& trial) const;

  // What was drawn for the trial.
  std::optional<Vector> recorded(const FrozenTrial& trial) const;

  CmaEsSamplerOptions options_;
  RandomSampler random_;
  std::string prefix_;
  std::set<std::string> left_out_;

  // What was read of the study so far.
  detail::FinishedCursor cursor_;
  int64_t seen_ = 0;  // trials that count
  detail::IntersectionSearchSpace intersection_;
  detail::SearchSpace space_;
  std::vector<Axis> axes_;          // of the space's parameters
  int64_t generations_before_ = 0;  // the last restart
  std::optional<detail::Cma> cma_;
  std::vector<detail::Cma::Solution> population_;  // of the current generation
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/cma_es.hpp>
#endif
