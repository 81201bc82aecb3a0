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

/// Two densities over a search space, that of the good trials and that of the others, and the point
/// where the first is largest beside the second.
///
/// Holds the trials that have all of the space's parameters; learns the newly finished ones at each
/// `learn` and looks at none twice, whatever else the study has. One thread to an object.
class TpeModel {
 public:
  /// For the weights see ParzenEstimator. With `flat_good`, the good all weigh the same, however
  /// old.
  TpeModel(SearchSpace space, double prior_weight, double choice_prior_weight, bool flat_good);

  const SearchSpace& space() const { return space_; }

  /// Reads on in the record. `ranking` knows all of it.
  void learn(const StudyRecord& study, const TpeRanking& ranking);

  /// The best of `count` points drawn from the density of the good, three in four of them close to
  /// one of the good on most dimensions. In the order of the space.
  /// Streams of random numbers begin with `purpose`.
  std::vector<double> propose(uint64_t seed, int64_t trial_key, const std::string& purpose,
                              size_t count);

  /// Counts RUNNING trials among the others for as long as it lives: so that a point where somebody
  /// is at work already looks less promising. (Optuna: constant_liar.)
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

  // Where the trial lies on each dimension; false where it lacks one, or has it of another kind.
  // `ahead` serves where the trial has not asked yet.
  bool find_places(const FrozenTrial& trial, const Params& ahead, std::vector<double>& places);

  SearchSpace space_;
  std::vector<Dimension> dimensions_;
  std::vector<size_t> hints_;
  size_t seen_ = 0;
  ParzenEstimator good_;
  ParzenEstimator others_;

  // Kept from call to call for their memory.
  std::vector<double> candidates_;
  std::vector<double> gains_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/model.hpp>
#endif
