// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/at_least.hpp>
#include <hone/detail/cma.hpp>
#include <hone/detail/finished_cursor.hpp>
#include <hone/detail/json.hpp>
#include <hone/detail/search_space.hpp>
#include <hone/detail/tpe/dimension.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

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
  CmaEsSamplerOptions& sigma0(double sigma) {
    if (!(sigma > 0 && std::isfinite(sigma)))
      throw ArgumentError("hone: sigma0 of " + Value(sigma).to_string() +
                          "; it is a part of the range, above 0");
    sigma0_ = sigma;
    return *this;
  }
  /// Parameters are drawn at random until this many trials are COMPLETE. Default 1.
  CmaEsSamplerOptions& n_startup_trials(int64_t n) {
    n_startup_trials_ = detail::at_least(0, "n_startup_trials", n);
    return *this;
  }
  /// Default: the study's own seed.
  CmaEsSamplerOptions& seed(uint64_t seed) {
    seed_ = seed;
    return *this;
  }
  /// Trials of a generation. Default 4 + 3 log(parameters).
  CmaEsSamplerOptions& popsize(int64_t n) {
    popsize_ = detail::at_least(2, "popsize", n);
    return *this;
  }
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
  CmaEsSamplerOptions& inc_popsize(int64_t factor) {
    inc_popsize_ = detail::at_least(1, "inc_popsize", factor);
    return *this;
  }
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
  explicit CmaEsSampler(CmaEsSamplerOptions options = {})
      : options_(std::move(options)), random_(options_.seed()) {
    if (options_.source_trials() && (options_.x0() || options_.sigma0()))
      throw ArgumentError(
          "hone: CmaEsSamplerOptions with source_trials and x0 or sigma0; each says where to "
          "begin: drop one");
    if (options_.use_separable_cma() && (options_.with_margin() || options_.source_trials()))
      throw ArgumentError(
          "hone: CmaEsSamplerOptions with use_separable_cma and with_margin or source_trials; they "
          "exclude each other: drop one");
    prefix_ = options_.use_separable_cma() ? "sepcma:" : options_.with_margin() ? "cmawm:" : "cma:";
  }

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial) override {
    learn(study);
    Proposal proposal;
    if (!cma_ || !has_whole_space()) return proposal;
    // A trial that is taken up again gets what it was offered first.
    std::optional<Vector> x = recorded(trial);
    if (!x) {
      detail::Random random(detail::seed_of(options_.seed(), study), detail::random_key(trial),
                            "cma");
      x = cma_->draw(random);
      std::string list;
      for (const double number : *x) {
        list += list.empty() ? '[' : ',';
        detail::append_json(list, number);
      }
      proposal.system_attrs = {{prefix_ + "generation", generation()},
                               {kDrawnKey, Json{list + "]"}}};
    }
    const Vector encoded = cma_->encoded(*x);
    auto axis = axes_.begin();
    const double* place = encoded.data();
    for (const auto& [name, distribution] : space_)
      proposal.params.push_back({name, distribution, (axis++)->value_at(*place++)});
    return proposal;
  }

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override {
    return random_.sample_independent(study, trial, name, distribution);
  }

  void leave_out(const std::set<std::string>& names) override {
    left_out_.insert(names.begin(), names.end());
    intersection_.leave_out(names);
  }

 private:
  using Vector = detail::Cma::Vector;
  static constexpr const char* kDrawnKey = "x_for_tell";
  static constexpr double kSigma0 = 1.0 / 6;

  // A parameter's stretch as [0, 1].
  struct Axis {
    detail::Dimension dimension;
    double begin, end;
    double step = 0;  // of a grid that the distribution itself knows

    Axis(const Distribution& distribution, bool with_margin)
        : dimension(distribution), begin(dimension.begin), end(dimension.end) {
      if (!with_margin || dimension.kind != detail::Dimension::Kind::grid) return;
      begin = dimension.log ? std::log(dimension.low) : dimension.low;
      end = dimension.log ? std::log(dimension.high) : dimension.high;
      if (!dimension.log) step = dimension.step / (end - begin);
    }
    double place_of(double internal) const {
      return (dimension.place_of(internal) - begin) / (end - begin);
    }
    double value_at(double place) const {
      return dimension.value_at(begin + place * (end - begin));
    }
  };

  bool has_whole_space() const {
    return std::all_of(space_.begin(), space_.end(), [this](const auto& parameter) {
      const auto known = intersection_.get().find(parameter.first);
      return known != intersection_.get().end() && detail::is_same(known->second, parameter.second);
    });
  }

  void learn(const StudyRecord& study) {
    if (study.directions.size() > 1)
      throw ArgumentError("hone: study \"" + study.name + "\" has " +
                          std::to_string(study.directions.size()) +
                          " objectives, and CmaEsSampler works on one; use hone::NsgaIISampler");
    if (!cursor_.follows(study)) {
      const std::set<std::string> left_out = std::move(left_out_);
      *this = CmaEsSampler(std::move(options_));
      leave_out(left_out);
    }
    while (const FrozenTrial* trial = cursor_.next(study))
      if (const auto loss = loss_of(*trial, study.direction())) learn(*trial, *loss, study);
  }

  void learn(const FrozenTrial& trial, double loss, const StudyRecord& study) {
    intersection_.add(trial);
    if (++seen_ < std::max<int64_t>(options_.n_startup_trials(), 1)) return;
    if (!cma_) return begin(study.direction());
    const auto drawn_in = trial.system_attrs.find(prefix_ + "generation");
    if (drawn_in == trial.system_attrs.end() || drawn_in->second != Value(generation())) return;
    std::optional<Vector> x = options_.with_margin() ? recorded(trial) : place_of(trial);
    if (!x) return;
    population_.push_back({std::move(*x), loss});
    if (population_.size() < cma_->population_size()) return;
    cma_->tell(std::move(population_));
    population_.clear();
    if (options_.restart_strategy() == RestartStrategy::ipop && cma_->has_ended()) restart(study);
  }

  // Counted on through restarts, so that a number is one generation's alone.
  int64_t generation() const { return generations_before_ + cma_->generation(); }

  void restart(const StudyRecord& study) {
    generations_before_ += cma_->generation();
    detail::Random random(detail::seed_of(options_.seed(), study), generations_before_,
                          "cma restart");
    Vector mean(static_cast<Eigen::Index>(axes_.size()));
    for (double& place : mean) place = random.uniform();
    detail::Cma::Settings settings = settings_of_space();
    settings.population_size =
        options_.inc_popsize() * static_cast<int64_t>(cma_->population_size());
    cma_.emplace(std::move(mean), options_.sigma0().value_or(kSigma0), settings);
  }

  detail::Cma::Settings settings_of_space() const {
    detail::Cma::Settings settings;
    settings.population_size = options_.popsize();
    settings.separable = options_.use_separable_cma() && axes_.size() > 1;
    settings.steps.resize(static_cast<Eigen::Index>(axes_.size()));
    std::transform(axes_.begin(), axes_.end(), settings.steps.begin(),
                   [](const Axis& axis) { return axis.step; });
    return settings;
  }

  // Nothing where the trial does not count.
  std::optional<double> loss_of(const FrozenTrial& trial, Direction direction) const {
    double value;
    if (trial.state == TrialState::complete && !trial.values.empty())
      value = trial.values.front();
    else if (trial.state == TrialState::pruned && options_.consider_pruned_trials() &&
             !trial.intermediate_values.empty())
      value = trial.intermediate_values.rbegin()->second;
    else
      return std::nullopt;
    if (std::isnan(value)) return std::numeric_limits<double>::infinity();
    return direction == Direction::maximize ? -value : value;
  }

  void begin(Direction direction) {
    for (const auto& [name, distribution] : intersection_.get()) {
      const detail::Dimension dimension(*distribution);
      if (dimension.kind == detail::Dimension::Kind::choice || !dimension.is_open()) continue;
      space_[name] = distribution;
      axes_.emplace_back(*distribution, options_.with_margin());
    }
    if (space_.empty()) return;
    const auto size = static_cast<Eigen::Index>(axes_.size());
    detail::Cma::Settings settings = settings_of_space();
    Vector mean = Vector::Constant(size, 0.5);
    double sigma = options_.sigma0().value_or(kSigma0);
    if (options_.x0()) {
      Eigen::Index i = 0;
      for (const auto& parameter : space_) {
        const auto start = options_.x0()->find(parameter.first);
        const auto internal = start == options_.x0()->end()
                                  ? std::nullopt
                                  : to_internal(*parameter.second, start->second);
        if (!internal || !contains(*parameter.second, *internal))
          throw ArgumentError("hone: x0 of CmaEsSamplerOptions has no value for parameter \"" +
                              parameter.first + "\" that is " + to_string(*parameter.second));
        mean[i] = axes_[static_cast<size_t>(i)].place_of(*internal);
        ++i;
      }
    }
    if (options_.source_trials()) begin_at_source(direction, mean, sigma, settings.covariance);
    cma_.emplace(std::move(mean), sigma, settings);
  }

  // The normal distribution of the best tenth, a little widened. (Nomura et al.: Warm starting
  // CMA-ES for hyperparameter optimization, 2021.)
  void begin_at_source(Direction direction, Vector& mean, double& sigma,
                       detail::Cma::Matrix& covariance) const {
    std::vector<detail::Cma::Solution> solutions;
    for (const FrozenTrial& trial : *options_.source_trials())
      if (const auto loss = loss_of(trial, direction))
        if (auto x = place_of(trial)) solutions.push_back({std::move(*x), *loss});
    const size_t best = solutions.size() / 10;
    if (best == 0)
      throw ArgumentError("hone: of the source_trials of CmaEsSamplerOptions, " +
                          std::to_string(solutions.size()) +
                          " are COMPLETE and have this study's parameters; at least 10 are needed");
    std::stable_sort(solutions.begin(), solutions.end(),
                     [](const auto& a, const auto& b) { return a.loss < b.loss; });
    const double n = static_cast<double>(best), axes = static_cast<double>(mean.size());
    mean.setZero();
    for (size_t i = 0; i < best; ++i) mean += solutions[i].x / n;
    covariance = 0.01 * detail::Cma::Matrix::Identity(mean.size(), mean.size());
    for (size_t i = 0; i < best; ++i)
      covariance += (solutions[i].x - mean) * (solutions[i].x - mean).transpose() / n;
    const double volume = covariance.determinant();
    sigma = std::pow(volume, 0.5 / axes);
    covariance /= std::pow(volume, 1 / axes);
  }

  // Nothing where the trial lacks a parameter, or has it of another kind.
  std::optional<Vector> place_of(const FrozenTrial& trial) const {
    Vector x(static_cast<Eigen::Index>(axes_.size()));
    Eigen::Index i = 0;
    for (const auto& [name, distribution] : space_) {
      const Param* param = trial.find_param(name);
      if (!param || !is_compatible(*param->distribution, *distribution)) return std::nullopt;
      x[i] = axes_[static_cast<size_t>(i)].place_of(param->internal);
      if (!std::isfinite(x[i])) return std::nullopt;
      ++i;
    }
    return x;
  }

  // What was drawn for the trial.
  std::optional<Vector> recorded(const FrozenTrial& trial) const {
    const auto found = trial.system_attrs.find(kDrawnKey);
    const Json* list =
        found == trial.system_attrs.end() ? nullptr : std::get_if<Json>(&found->second.variant());
    detail::JsonReader reader;
    const detail::JsonValue* json = list ? reader.parse(list->text) : nullptr;
    if (!json || !json->IsArray() || json->Size() != axes_.size()) return std::nullopt;
    Vector x(static_cast<Eigen::Index>(axes_.size()));
    Eigen::Index i = 0;
    for (const detail::JsonValue& number : json->GetArray()) {
      if (!number.IsNumber() || !std::isfinite(number.GetDouble())) return std::nullopt;
      x[i++] = number.GetDouble();
    }
    return x;
  }

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

}  // namespace v0
}  // namespace hone
