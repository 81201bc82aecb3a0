// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/detail/search_space.hpp>
#include <hone/samplers/tpe/dimension.hpp>
#include <hone/samplers/tpe/parzen_estimator.hpp>
#include <hone/samplers/tpe/ranking.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Two densities over a search space, of the good trials and of the others, and the point where the
/// ratio of the first to the second is largest.
///
/// Holds the trials that have all parameters of the space. Each `learn` reads only the trials that
/// finished since the last one. Not thread-safe.
class TpeModel {
 public:
  /// For the weights see ParzenEstimator. With `flat_good`, all good trials weigh the same,
  /// regardless of age.
  TpeModel(SearchSpace space, double prior_weight, double choice_prior_weight, bool flat_good);

  const SearchSpace& space() const { return space_; }

  /// Reads the newly finished trials. `ranking` must already contain them.
  void learn(const StudyRecord& study, const TpeRanking& ranking);

  /// Returns the best of `count` points drawn from the density of the good trials, in the order of
  /// the space. Three in four points are close to a good trial on most dimensions. `purpose` is the
  /// prefix of the names of the random streams.
  std::vector<double> propose(uint64_t seed, int64_t trial_key, const std::string& purpose,
                              size_t count);

  /// RAII: counts RUNNING trials among the others during its lifetime, so that points that are
  /// being evaluated look less promising. (Optuna: constant_liar.)
  class Liars {
   public:
    Liars(TpeModel& model, const StudyRecord& study, int64_t except, bool with_relative_params);
    ~Liars();
    Liars(const Liars&) = delete;
    Liars& operator=(const Liars&) = delete;

   private:
    TpeModel& model_;
    std::vector<int64_t> numbers_;
  };

 private:
  static std::vector<Dimension> dimensions_of(const SearchSpace& space);

  static const FrozenTrial& trial_of(const StudyRecord& study, int64_t number) {
    return study.trials[static_cast<size_t>(number)];
  }

  // Finds the trial's place on each dimension. Returns false if it lacks one, or has an
  // incompatible one. `ahead` supplies parameters that the trial has not asked for yet.
  bool find_places(const FrozenTrial& trial, const Params& ahead, std::vector<double>& places);

  SearchSpace space_;
  std::vector<Dimension> dimensions_;
  std::vector<size_t> hints_;
  size_t seen_ = 0;
  ParzenEstimator good_;
  ParzenEstimator others_;

  // Reused between calls to avoid allocations.
  std::vector<double> candidates_;
  std::vector<double> gains_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/model.hpp>
#endif
