// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/at_least.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/cma_es.hpp>
#include <hone/samplers/detail/cma.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/detail/search_space.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/samplers/tpe/dimension.hpp>

#include <algorithm>
#include <cmath>
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

HONE_INLINE CmaEsSamplerOptions& CmaEsSamplerOptions::sigma0(double sigma) {
  if (!(sigma > 0 && std::isfinite(sigma)))
    throw ArgumentError("hone: sigma0 of " + Value(sigma).to_string() +
                        "; it is a part of the range, above 0");
  sigma0_ = sigma;
  return *this;
}

HONE_INLINE CmaEsSamplerOptions& CmaEsSamplerOptions::n_startup_trials(int64_t n) {
  n_startup_trials_ = detail::at_least(0, "n_startup_trials", n);
  return *this;
}

HONE_INLINE CmaEsSamplerOptions& CmaEsSamplerOptions::popsize(int64_t n) {
  popsize_ = detail::at_least(2, "popsize", n);
  return *this;
}

HONE_INLINE CmaEsSamplerOptions& CmaEsSamplerOptions::inc_popsize(int64_t factor) {
  inc_popsize_ = detail::at_least(1, "inc_popsize", factor);
  return *this;
}

HONE_INLINE CmaEsSampler::CmaEsSampler(CmaEsSamplerOptions options)
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

HONE_INLINE Proposal CmaEsSampler::sample_relative(const StudyRecord& study,
                                                   const FrozenTrial& trial) {
  learn(study);
  Proposal proposal;
  if (!cma_ || !has_whole_space()) return proposal;
  // A resumed trial gets the point that was first drawn for it.
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
    proposal.system_attrs = {{prefix_ + "generation", generation()}, {kDrawnKey, Json{list + "]"}}};
  }
  const Vector encoded = cma_->encoded(*x);
  auto axis = axes_.begin();
  const double* place = encoded.data();
  for (const auto& [name, distribution] : space_)
    proposal.params.push_back({name, distribution, (axis++)->value_at(*place++)});
  return proposal;
}

HONE_INLINE double CmaEsSampler::sample_independent(const StudyRecord& study,
                                                    const FrozenTrial& trial,
                                                    const std::string& name,
                                                    const Distribution& distribution) {
  return random_.sample_independent(study, trial, name, distribution);
}

HONE_INLINE void CmaEsSampler::leave_out(const std::set<std::string>& names) {
  left_out_.insert(names.begin(), names.end());
  intersection_.leave_out(names);
}

HONE_INLINE CmaEsSampler::Axis::Axis(const Distribution& distribution, bool with_margin)
    : dimension(distribution), begin(dimension.begin), end(dimension.end) {
  if (!with_margin || dimension.kind != detail::Dimension::Kind::grid) return;
  begin = dimension.log ? std::log(dimension.low) : dimension.low;
  end = dimension.log ? std::log(dimension.high) : dimension.high;
  if (!dimension.log) step = dimension.step / (end - begin);
}

HONE_INLINE bool CmaEsSampler::has_whole_space() const {
  return std::all_of(space_.begin(), space_.end(), [this](const auto& parameter) {
    const auto known = intersection_.get().find(parameter.first);
    return known != intersection_.get().end() && detail::is_same(known->second, parameter.second);
  });
}

HONE_INLINE void CmaEsSampler::learn(const StudyRecord& study) {
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

HONE_INLINE void CmaEsSampler::learn(const FrozenTrial& trial, double loss,
                                     const StudyRecord& study) {
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

HONE_INLINE void CmaEsSampler::restart(const StudyRecord& study) {
  generations_before_ += cma_->generation();
  detail::Random random(detail::seed_of(options_.seed(), study), generations_before_,
                        "cma restart");
  Vector mean(static_cast<Eigen::Index>(axes_.size()));
  for (double& place : mean) place = random.uniform();
  detail::Cma::Settings settings = settings_of_space();
  settings.population_size = options_.inc_popsize() * static_cast<int64_t>(cma_->population_size());
  cma_.emplace(std::move(mean), options_.sigma0().value_or(kSigma0), settings);
}

HONE_INLINE detail::Cma::Settings CmaEsSampler::settings_of_space() const {
  detail::Cma::Settings settings;
  settings.population_size = options_.popsize();
  settings.separable = options_.use_separable_cma() && axes_.size() > 1;
  settings.steps.resize(static_cast<Eigen::Index>(axes_.size()));
  std::transform(axes_.begin(), axes_.end(), settings.steps.begin(),
                 [](const Axis& axis) { return axis.step; });
  return settings;
}

HONE_INLINE std::optional<double> CmaEsSampler::loss_of(const FrozenTrial& trial,
                                                        Direction direction) const {
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

HONE_INLINE void CmaEsSampler::begin(Direction direction) {
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

HONE_INLINE void CmaEsSampler::begin_at_source(Direction direction, Vector& mean, double& sigma,
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

HONE_INLINE std::optional<CmaEsSampler::Vector> CmaEsSampler::place_of(
    const FrozenTrial& trial) const {
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

HONE_INLINE std::optional<CmaEsSampler::Vector> CmaEsSampler::recorded(
    const FrozenTrial& trial) const {
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

}  // namespace HONE_ABI
}  // namespace hone
