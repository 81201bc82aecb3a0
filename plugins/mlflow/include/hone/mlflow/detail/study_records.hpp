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

/// A unique name for a study: studies of the same name differ by the seed drawn at their creation.
std::string mlflow_uid(const Study& study);
/// The same for a loop without a study; different each time.
std::string mlflow_uid(const std::string& name);

/// Creates the records about a study and its trials for MLflow.
struct MlflowStudyRecords {
  std::string study;  ///< its name
  MlflowRecord run;   ///< the study's run, without items
  std::chrono::system_clock::time_point begun = std::chrono::system_clock::now();
  MlflowChannel channel;

  /// Identifies a trial's run.
  MlflowRecord of(const FrozenTrial& trial) const;

  /// Whether this process asked for the trial after the tracker's creation, and no other process
  /// ever owned it: its run cannot exist yet.
  bool is_new(const FrozenTrial& trial) const;

  void describe(MlflowRecord& record, const FrozenTrial& trial) const;

  /// Adds how the trial ended, and its values.
  void end(MlflowRecord& record, const FrozenTrial& trial) const;

  /// Says that this trial is the study's best so far.
  MlflowRecord best(const FrozenTrial& trial, Direction direction) const;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/study_records.hpp>
#endif
