// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/constraints.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/gaussian_process.hpp>
#include <hone/samplers/detail/lbfgs.hpp>
#include <hone/samplers/detail/quasi_random.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/detail/search_space.hpp>
#include <hone/samplers/gp.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/samplers/tpe/dimension.hpp>
#include <hone/samplers/tpe/relative_params.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE GpSamplerOptions& GpSamplerOptions::n_startup_trials(int64_t n) {
  if (n < 1)
    throw ArgumentError("hone: n_startup_trials of " + std::to_string(n) + "; it is at least 1");
  n_startup_trials_ = n;
  return *this;
}

HONE_INLINE Proposal GpSampler::sample_relative(const StudyRecord& study,
                                                const FrozenTrial& trial) {
  if (study.directions.size() > 1)
    throw ArgumentError("hone: study \"" + study.name + "\" has " +
                        std::to_string(study.directions.size()) +
                        " objectives, and GpSampler works on one; use hone::TpeSampler");
  std::vector<const FrozenTrial*> complete;
  detail::IntersectionSearchSpace intersection;
  intersection.leave_out(left_out_);
  for (const FrozenTrial& other : study.trials)
    if (other.state == TrialState::complete && !other.values.empty()) {
      complete.push_back(&other);
      intersection.add(other);
    }
  Proposal proposal;
  if (complete.size() < static_cast<size_t>(options_.n_startup_trials())) return proposal;
  detail::SearchSpace space;
  std::vector<detail::Dimension> dimensions;
  for (const auto& [name, distribution] : intersection.get()) {
    const detail::Dimension dimension(*distribution);
    if (!dimension.is_open()) continue;
    space[name] = distribution;
    dimensions.push_back(dimension);
  }
  if (space.empty()) return proposal;
  // Enqueued values may lie outside the space.
  complete.erase(std::remove_if(complete.begin(), complete.end(),
                                [&](const FrozenTrial* other) {
                                  return !point_of(*other, space, dimensions);
                                }),
                 complete.end());
  if (complete.empty()) return proposal;

  // A resumed trial gets the values that were first chosen for it.
  Params params = detail::relative_params_of(trial);
  if (params.empty()) {
    const Vector best = choose(study, trial, space, dimensions, complete);
    Eigen::Index d = 0;
    for (const auto& [name, distribution] : space) {
      params[name] =
          to_external(*distribution, value_at(dimensions[static_cast<size_t>(d)], best[d]));
      ++d;
    }
    proposal.system_attrs = detail::to_relative_params(params);
  }
  for (const auto& [name, distribution] : space) {
    const auto chosen = params.find(name);
    if (chosen == params.end()) continue;
    if (const auto internal = to_internal(*distribution, chosen->second))
      proposal.params.push_back({name, distribution, *internal});
  }
  return proposal;
}

HONE_INLINE double GpSampler::sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                                                 const std::string& name,
                                                 const Distribution& distribution) {
  return random_.sample_independent(study, trial, name, distribution);
}

HONE_INLINE double GpSampler::part_of(const detail::Dimension& dimension, double internal) {
  if (dimension.kind == Kind::choice) return internal;
  return (dimension.place_of(internal) - dimension.begin) / (dimension.end - dimension.begin);
}

HONE_INLINE double GpSampler::value_at(const detail::Dimension& dimension, double part) {
  if (dimension.kind == Kind::choice) return part;
  return dimension.value_at(dimension.begin + part * (dimension.end - dimension.begin));
}

HONE_INLINE std::optional<GpSampler::Vector> GpSampler::point_of(
    const FrozenTrial& trial, const detail::SearchSpace& space,
    const std::vector<detail::Dimension>& dimensions) {
  const Params ahead =
      trial.state == TrialState::running ? detail::relative_params_of(trial) : Params();
  Vector point(static_cast<Eigen::Index>(space.size()));
  Eigen::Index d = 0;
  for (const auto& [name, distribution] : space) {
    const Param* param = trial.find_param(name);
    const auto later = ahead.find(name);
    std::optional<double> internal;
    if (param && is_compatible(*param->distribution, *distribution))
      internal = param->internal;
    else if (!param && later != ahead.end())
      internal = to_internal(*distribution, later->second);
    if (!internal) return std::nullopt;
    point[d] = part_of(dimensions[static_cast<size_t>(d)], *internal);
    if (!std::isfinite(point[d])) return std::nullopt;
    ++d;
  }
  return point;
}

HONE_INLINE GpSampler::Vector GpSampler::scores_of(const std::vector<const FrozenTrial*>& trials,
                                                   Direction direction) {
  Vector scores(static_cast<Eigen::Index>(trials.size()));
  double least = std::numeric_limits<double>::infinity(), most = -least;
  for (Eigen::Index i = 0; i < scores.size(); ++i) {
    const double value = trials[static_cast<size_t>(i)]->values.front();
    scores[i] = direction == Direction::maximize ? value : -value;
    if (!std::isfinite(scores[i])) continue;
    least = std::min(least, scores[i]);
    most = std::max(most, scores[i]);
  }
  if (least > most) least = most = 0;
  for (double& score : scores) score = std::isnan(score) ? least : std::clamp(score, least, most);
  scores.array() -= scores.mean();
  const double deviation = std::sqrt(scores.squaredNorm() / static_cast<double>(scores.size()));
  return scores / std::max(deviation, 1e-10);
}

HONE_INLINE GpSampler::Vector GpSampler::choose(
    const StudyRecord& study, const FrozenTrial& trial, const detail::SearchSpace& space,
    const std::vector<detail::Dimension>& dimensions,
    const std::vector<const FrozenTrial*>& complete) const {
  std::vector<bool> is_choice;
  for (const auto& dimension : dimensions) is_choice.push_back(dimension.kind == Kind::choice);
  const Vector scores = scores_of(complete, study.direction());
  Matrix points(scores.size(), static_cast<Eigen::Index>(space.size()));
  double threshold = -std::numeric_limits<double>::infinity();
  Eigen::Index best = 0;
  for (Eigen::Index i = 0; i < scores.size(); ++i) {
    const FrozenTrial& other = *complete[static_cast<size_t>(i)];
    points.row(i) = point_of(other, space, dimensions)->transpose();
    if (!detail::is_feasible(other) || !(scores[i] > threshold)) continue;
    threshold = scores[i];
    best = i;
  }
  if (!std::isfinite(threshold)) threshold = scores.minCoeff();  // none is feasible
  const Vector best_point = points.row(best);
  detail::GaussianProcess process(std::move(points), scores, is_choice,
                                  options_.deterministic_objective());
  process.fit();
  for (const int64_t number : study.unfinished) {
    const FrozenTrial& other = *study.find_trial(number);
    if (other.state != TrialState::running || number == trial.number) continue;
    if (const auto point = point_of(other, space, dimensions)) process.believe(*point);
  }
  const uint64_t seed = detail::seed_of(options_.seed(), study);
  return most_promising(process, threshold, best_point, dimensions,
                        detail::Random(seed, detail::random_key(trial), "gp"));
}

HONE_INLINE GpSampler::Vector GpSampler::most_promising(
    const detail::GaussianProcess& process, double threshold, const Vector& best_point,
    const std::vector<detail::Dimension>& dimensions, detail::Random random) {
  const auto size = static_cast<Eigen::Index>(dimensions.size());
  Matrix looks(size, kFirstLooks);
  for (Eigen::Index d = 0; d < size; ++d) {
    const auto& dimension = dimensions[static_cast<size_t>(d)];
    const double shift = random.uniform();
    for (uint32_t i = 0; i < kFirstLooks; ++i) {
      double part = random.uniform();
      if (static_cast<size_t>(d) < detail::kSobolDimensions)
        part = std::fmod(detail::sobol(i, static_cast<size_t>(d)) + shift, 1.0);
      looks(d, i) = nearest(
          dimension, dimension.kind == Kind::choice ? std::floor(part * dimension.count) : part);
    }
  }
  Vector heights(looks.cols());
  for (Eigen::Index i = 0; i < looks.cols(); ++i)
    heights[i] = process.log_improvement(looks.col(i), threshold);

  std::vector<Vector> starts = {best_point};
  while (starts.size() < kLocalSearches) {
    Eigen::Index pick = 0;
    const double top = heights.maxCoeff(&pick);
    if (!std::isfinite(top)) break;
    if (starts.size() > 1) {
      const Vector odds = (heights.array() - top).exp();
      double rest = random.uniform() * odds.sum();
      for (pick = 0; pick + 1 < odds.size() && (rest -= odds[pick]) >= 0;) ++pick;
    }
    starts.push_back(looks.col(pick));
    heights[pick] = -std::numeric_limits<double>::infinity();
  }
  Vector result = best_point;
  double highest = -std::numeric_limits<double>::infinity();
  for (Vector& start : starts) {
    const double height = climb(process, threshold, dimensions, start);
    if (height > highest) {
      highest = height;
      result = start;
    }
  }
  return result;
}

HONE_INLINE double GpSampler::climb(const detail::GaussianProcess& process, double threshold,
                                    const std::vector<detail::Dimension>& dimensions,
                                    Vector& point) {
  double height = process.log_improvement(point, threshold);
  for (int round = 0; round < 20; ++round) {
    const double before = height;
    height = climb_slope(process, threshold, dimensions, point);
    for (size_t d = 0; d < dimensions.size(); ++d)
      if (dimensions[d].kind != Kind::continuous)
        height = step_along(process, threshold, dimensions[d], static_cast<Eigen::Index>(d), point,
                            height);
    if (!(height > before + 1e-4)) break;
  }
  return height;
}

HONE_INLINE double GpSampler::climb_slope(const detail::GaussianProcess& process, double threshold,
                                          const std::vector<detail::Dimension>& dimensions,
                                          Vector& point) {
  // In units of the kernel's length scales, so that all dimensions are scaled alike.
  Vector lengths = process.inverse_squared_lengthscales().cwiseSqrt().cwiseInverse();
  Vector low = Vector::Zero(point.size()), high = lengths.cwiseInverse();
  Vector scaled = point.cwiseQuotient(lengths);
  for (Eigen::Index d = 0; d < point.size(); ++d)
    if (dimensions[static_cast<size_t>(d)].kind != Kind::continuous) low[d] = high[d] = scaled[d];
  const double lowest = detail::minimize(
      [&](const Vector& x, Vector& gradient) {
        const double height =
            process.log_improvement(x.cwiseProduct(lengths), threshold, &gradient);
        gradient = -gradient.cwiseProduct(lengths);
        for (Eigen::Index d = 0; d < x.size(); ++d)
          if (low[d] == high[d]) gradient[d] = 0;
        return -height;
      },
      scaled, low, high, 1e-2, 200);
  for (Eigen::Index d = 0; d < point.size(); ++d)
    if (low[d] != high[d]) point[d] = std::clamp(scaled[d] * lengths[d], 0.0, 1.0);
  return -lowest;
}

HONE_INLINE double GpSampler::step_along(const detail::GaussianProcess& process, double threshold,
                                         const detail::Dimension& dimension, Eigen::Index d,
                                         Vector& point, double height) {
  constexpr double kFew = 16;
  const auto try_value = [&](double value) {
    if (value < dimension.low || value > dimension.high) return;
    Vector other = point;
    other[d] = part_of(dimension, value);
    const double there = process.log_improvement(other, threshold);
    if (!(there > height)) return;
    height = there;
    point = other;
  };
  if (dimension.kind == Kind::choice) {
    for (double choice = 0; choice < dimension.count; ++choice) try_value(choice);
  } else if (dimension.count <= kFew) {
    for (double i = 0; i < dimension.count; ++i) try_value(dimension.low + i * dimension.step);
  } else {
    const double from = value_at(dimension, point[d]);
    for (double away = 1; away < dimension.count; away *= 2)
      for (const double side : {-1.0, 1.0}) try_value(from + side * away * dimension.step);
  }
  return height;
}

}  // namespace HONE_ABI
}  // namespace hone
