// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#ifdef HONE_WITHOUT_EIGEN
#error \
    "hone: this hone's library was built without Eigen: install it (Debian: libeigen3-dev) and build hone again"
#endif

#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/detail/gaussian_process.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/detail/search_space.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/samplers/tpe/dimension.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Options of a GpSampler. Names and defaults are Optuna 5's.
class GpSamplerOptions {
 public:
  /// Default: the study's seed.
  GpSamplerOptions& seed(uint64_t seed) {
    seed_ = seed;
    return *this;
  }
  /// Parameters are drawn at random until this many trials are COMPLETE. Default: 10.
  GpSamplerOptions& n_startup_trials(int64_t n);
  /// Whether the objective always returns the same value for the same parameters. Default: false.
  GpSamplerOptions& deterministic_objective(bool on) {
    deterministic_objective_ = on;
    return *this;
  }

  const std::optional<uint64_t>& seed() const { return seed_; }
  int64_t n_startup_trials() const { return n_startup_trials_; }
  bool deterministic_objective() const { return deterministic_objective_; }

 private:
  std::optional<uint64_t> seed_;
  int64_t n_startup_trials_ = 10;
  bool deterministic_objective_ = false;
};

/// Models the objective as a Gaussian process and chooses the point with the largest expected
/// improvement. For up to a few hundred expensive trials with few parameters: the time per trial
/// grows with the cube of the number of trials. Requires Eigen, so <hone/hone.hpp> does not include
/// it. (Optuna: GPSampler.)
///
///   #include <hone/samplers/gp.hpp>
///   hone::Study
///   study(hone::StudyOptions().sampler(hone::GpSampler(hone::GpSamplerOptions().seed(7))));
///
/// RUNNING trials count as if they had ended with the expected value. Trials that violate a
/// constraint are part of the model, but never the best. Parameters that not all COMPLETE trials
/// have are drawn at random. Reproducible: results depend only on the seed, the trial's number and
/// the study's record. One objective only. Not thread-safe.
class GpSampler final : public Sampler {
 public:
  explicit GpSampler(GpSamplerOptions options = {}) : options_(options), random_(options.seed()) {}

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial) override;

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

  void leave_out(const std::set<std::string>& names) override {
    left_out_.insert(names.begin(), names.end());
  }

 private:
  using Vector = detail::GaussianProcess::Vector;
  using Matrix = detail::GaussianProcess::Matrix;
  using Kind = detail::Dimension::Kind;
  static constexpr uint32_t kFirstLooks = 2048;  // a power of two, for Sobol's sequence
  static constexpr size_t kLocalSearches = 10;

  // Maps a value to its fraction of the dimension's interval. A choice stays an index.
  static double part_of(const detail::Dimension& dimension, double internal);
  static double value_at(const detail::Dimension& dimension, double part);

  static std::optional<Vector> point_of(const FrozenTrial& trial, const detail::SearchSpace& space,
                                        const std::vector<detail::Dimension>& dimensions);

  // Larger is better; mean 0 and variance 1. Infinite values become the worst or best finite one,
  // NaN the worst.
  static Vector scores_of(const std::vector<const FrozenTrial*>& trials, Direction direction);

  Vector choose(const StudyRecord& study, const FrozenTrial& trial,
                const detail::SearchSpace& space, const std::vector<detail::Dimension>& dimensions,
                const std::vector<const FrozenTrial*>& complete) const;

  // Evaluates quasi-random points. Then climbs from the best trial, from the best of these points,
  // and from others drawn with a probability proportional to their expected improvement.
  static Vector most_promising(const detail::GaussianProcess& process, double threshold,
                               const Vector& best_point,
                               const std::vector<detail::Dimension>& dimensions,
                               detail::Random random);

  // Rounds to the nearest grid value's position; other kinds are unchanged.
  static double nearest(const detail::Dimension& dimension, double part) {
    return dimension.kind == Kind::grid ? part_of(dimension, value_at(dimension, part)) : part;
  }

  // Alternates between all continuous dimensions jointly and each of the others.
  static double climb(const detail::GaussianProcess& process, double threshold,
                      const std::vector<detail::Dimension>& dimensions, Vector& point);

  static double climb_slope(const detail::GaussianProcess& process, double threshold,
                            const std::vector<detail::Dimension>& dimensions, Vector& point);

  // Moves to the best of all values; if there are many, of those 1, 2, 4, ... steps away.
  static double step_along(const detail::GaussianProcess& process, double threshold,
                           const detail::Dimension& dimension, Eigen::Index d, Vector& point,
                           double height);

  GpSamplerOptions options_;
  RandomSampler random_;
  std::set<std::string> left_out_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/gp.hpp>
#endif
