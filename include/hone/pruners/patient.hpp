// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/pruner.hpp>
#include <hone/records/detail/shared_object.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

/// Lets another pruner act only after a trial has stopped improving: its last `patience` + 1
/// reports are all worse, by more than `min_delta`, than the best before them. (Optuna:
/// PatientPruner.)
///
///   hone::PatientPruner patient(hone::MedianPruner(), 3);
///   hone::PatientPruner alone(3);  // then prunes, regardless of other trials
///
/// NaN is never an improvement. A trial with only NaN before or after is not pruned.
/// Not thread-safe.
class PatientPruner final : public Pruner {
 public:
  explicit PatientPruner(int64_t patience, double min_delta = 0);

  /// `pruner`: any hone::Pruner, by value or shared.
  template <class P, class = std::enable_if_t<!std::is_arithmetic_v<std::decay_t<P>>>>
  PatientPruner(P&& pruner, int64_t patience, double min_delta = 0)
      : PatientPruner(patience, min_delta) {
    wrapped_ = detail::shared_object<Pruner>(std::forward<P>(pruner));
  }

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override;

 private:
  bool is_stuck(const FrozenTrial& trial, Direction direction) const;

  std::shared_ptr<Pruner> wrapped_;  // null: prune without asking another pruner
  int64_t patience_;
  double min_delta_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/impl/patient.hpp>
#endif
