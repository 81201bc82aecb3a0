// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstdint>
#include <optional>

namespace hone {
inline namespace HONE_ABI {

/// Options of a TpeSampler. Names and defaults are Optuna 5's.
class TpeSamplerOptions {
 public:
  /// Default: the study's seed.
  TpeSamplerOptions& seed(uint64_t seed) {
    seed_ = seed;
    return *this;
  }
  /// Parameters are drawn at random until this many trials are COMPLETE or PRUNED. Default: 10.
  TpeSamplerOptions& n_startup_trials(int64_t n);
  /// Number of candidates, of which the most promising is chosen. Default: 24.
  TpeSamplerOptions& n_ei_candidates(int64_t n);
  /// Whether to choose the parameters that all trials have jointly rather than one by one.
  /// Default: true with one objective, false with several.
  TpeSamplerOptions& multivariate(bool on) {
    multivariate_ = on;
    return *this;
  }
  /// For conditional search spaces: whether to choose parameters that only some trials have jointly
  /// too, in groups that always appear together. Implies `multivariate`. Default: false.
  TpeSamplerOptions& group(bool on) {
    group_ = on;
    return *this;
  }
  /// Whether to avoid the points of other workers' RUNNING trials. Default: true.
  TpeSamplerOptions& constant_liar(bool on) {
    constant_liar_ = on;
    return *this;
  }
  /// Weight of the prior, relative to 1 for a recent trial. Default: 1.
  TpeSamplerOptions& prior_weight(double weight);

  const std::optional<uint64_t>& seed() const { return seed_; }
  int64_t n_startup_trials() const { return n_startup_trials_; }
  int64_t n_ei_candidates() const { return n_ei_candidates_; }
  const std::optional<bool>& multivariate() const { return multivariate_; }
  bool group() const { return group_; }
  bool constant_liar() const { return constant_liar_; }
  double prior_weight() const { return prior_weight_; }

 private:
  std::optional<uint64_t> seed_;
  int64_t n_startup_trials_ = 10;
  int64_t n_ei_candidates_ = 24;
  std::optional<bool> multivariate_;
  bool group_ = false;
  bool constant_liar_ = true;
  double prior_weight_ = 1;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/tpe_options.hpp>
#endif
