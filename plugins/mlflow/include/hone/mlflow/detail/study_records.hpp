// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/channel.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/study.hpp>

#include <chrono>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Names a study everywhere: two of one name differ by the seed that each drew when it was made.
std::string mlflow_uid(const Study& study);
/// The same for a loop without a study, new each time.
std::string mlflow_uid(const std::string& name);

/// What MLflow is told of a study and its trials, as records.
struct MlflowStudyRecords {
  std::string study;  ///< its name
  MlflowRecord run;   ///< the study's, without items
  std::chrono::system_clock::time_point begun = std::chrono::system_clock::now();
  MlflowChannel channel;

  /// Which run is a trial's.
  MlflowRecord of(const FrozenTrial& trial) const;

  /// Whether it was asked for by this process, since the tracker is there, and never was another's:
  /// nobody has made its run.
  bool is_new(const FrozenTrial& trial) const;

  void describe(MlflowRecord& record, const FrozenTrial& trial) const;

  /// How it ended, and with which values.
  void end(MlflowRecord& record, const FrozenTrial& trial) const;

  /// That this trial is the study's best so far.
  MlflowRecord best(const FrozenTrial& trial, Direction direction) const;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/study_records.hpp>
#endif
