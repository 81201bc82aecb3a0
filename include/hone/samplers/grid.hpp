// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/sampler.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Tries every combination of the given values once, in an order shuffled by the seed. Then
/// `optimize` ends. (Optuna: GridSampler.)
///
///   hone::Study study("runs/grid", hone::StudyOptions().sampler(
///       hone::GridSampler({{"lr", {1e-3, 1e-2}}, {"optimizer", {"sgd", "adam"}}})));
///   study.optimize(objective);  // four trials
///
/// Every parameter that the objective suggests must be in the grid, with values of its type. A
/// trial's grid point is recorded when the trial is created ("grid_id" and "search_space", as in
/// Optuna). So any number of threads and processes can share one grid without trying a point twice.
/// Optuna's processes can take part if they have the same grid and seed. The point of a FAILed
/// trial is not tried again. Not thread-safe.
class GridSampler final : public Sampler {
 public:
  using SearchSpace = std::map<std::string, std::vector<Value>>;

  /// Throws ArgumentError if a parameter has no values, or if there are over ten million points.
  explicit GridSampler(SearchSpace search_space, uint32_t seed = 0);

  std::optional<Attributes> before_trial(const StudyRecord& study) override;

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

 private:
  static constexpr const char* kPointKey = "grid_id";
  static constexpr const char* kSpaceKey = "search_space";
  static constexpr size_t kMostPoints = 10000000;

  static std::string to_json(const std::vector<Value>& values);

  // Like numpy.random.RandomState(seed).shuffle, so that a point has the same number in Python.
  void shuffle(size_t count, uint32_t seed);

  void learn(const StudyRecord& study);

  // Only points of this grid count, not those of another grid used in the study before.
  std::optional<size_t> point_of(const FrozenTrial& trial) const;

  // For a trial without a point: enqueued with only some parameters, or created after the grid's
  // end.
  size_t point_by_number(const FrozenTrial& trial) const {
    return static_cast<size_t>(trial.number) % order_.size();
  }

  const Value& value_at(size_t point, SearchSpace::const_iterator parameter) const;

  SearchSpace search_space_;
  std::string space_json_;
  std::vector<uint32_t> order_;  // by point: index of its combination

  // State read from the study so far.
  detail::FinishedCursor cursor_;
  std::vector<bool> visited_;  // by point
  size_t first_free_ = 0;      // all points below it are taken
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/grid.hpp>
#endif
