// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/json.hpp>
#include <hone/detail/mlflow/channel.hpp>
#include <hone/detail/mlflow/record.hpp>
#include <hone/detail/owner.hpp>
#include <hone/detail/worker.hpp>
#include <hone/direction.hpp>
#include <hone/frozen_trial.hpp>
#include <hone/study.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
#include <random>
#include <string>

namespace hone {
inline namespace v0 {
namespace detail {

/// Names a study everywhere: two of one name differ by the seed that each drew when it was made.
inline std::string mlflow_uid(const Study& study) {
  const Attributes attrs = study.system_attrs();
  const auto seed = attrs.find(kSeedAttr);
  char hex[24];
  std::snprintf(
      hex, sizeof hex, ".%llx",
      seed == attrs.end() ? 0ull : static_cast<unsigned long long>(seed->second.as<int64_t>()));
  return mlflow_key(study.name()) + hex;
}
/// The same for a loop without a study, new each time.
inline std::string mlflow_uid(const std::string& name) {
  std::random_device device;
  char hex[24];
  std::snprintf(hex, sizeof hex, ".%08x%08x", device(), device());
  return mlflow_key(name) + hex;
}

/// What MLflow is told of a study and its trials, as records.
struct MlflowStudyRecords {
  std::string study;  ///< its name
  MlflowRecord run;   ///< the study's, without items
  std::chrono::system_clock::time_point begun = std::chrono::system_clock::now();
  MlflowChannel channel;

  /// Which run is a trial's.
  MlflowRecord of(const FrozenTrial& trial) const {
    MlflowRecord record;
    record.run = run.run + "/" + std::to_string(trial.number);
    record.parent = run.run;
    record.name = "trial " + std::to_string(trial.number);
    record.start = milliseconds_of(trial.datetime_start.value_or(std::chrono::system_clock::now()));
    return record;
  }

  /// Whether it was asked for by this process, since the tracker is there, and never was another's:
  /// nobody has made its run.
  bool is_new(const FrozenTrial& trial) const {
    return trial.worker == worker_name() && !trial.system_attrs.count(kOwnerAttr) &&
           trial.datetime_start > begun;
  }

  void describe(MlflowRecord& record, const FrozenTrial& trial) const {
    const char* const states[] = {"RUNNING", "COMPLETE", "PRUNED", "FAIL", "WAITING"};
    MlflowItems& items = record.items;
    for (const Param& param : trial.params) channel.add_param(items, param.name, param.value());
    channel.add_tag(items, "hone.study", study);
    channel.add_tag(items, "hone.trial.number", trial.number);
    channel.add_tag(items, "hone.trial.state", states[static_cast<int>(trial.state)]);
    for (const auto& [key, value] : trial.user_attrs) channel.add_tag(items, key, value);
    const auto reason = trial.system_attrs.find("fail_reason");
    if (reason != trial.system_attrs.end())
      channel.add_tag(items, "hone.trial.fail_reason", reason->second);
  }

  /// How it ended, and with which values.
  void end(MlflowRecord& record, const FrozenTrial& trial) const {
    record.end =
        milliseconds_of(trial.datetime_complete.value_or(std::chrono::system_clock::now()));
    record.status = trial.state == TrialState::fail ? "FAILED" : "FINISHED";
    for (size_t i = 0; i < trial.values.size(); ++i) {
      const std::string name = trial.values.size() == 1 ? "value" : "value_" + std::to_string(i);
      record.items.metrics.push_back({name, trial.values[i], record.end, 0});
    }
  }

  /// That this trial is the study's best so far.
  MlflowRecord best(const FrozenTrial& trial, Direction direction) const {
    MlflowRecord record = run;
    record.best = {trial.value(), trial.number, direction == Direction::maximize};
    Params params;
    std::string note =
        "Best: trial " + std::to_string(trial.number) + ", value " + to_json(trial.value()) + "\n";
    for (const Param& param : trial.params) {
      params[param.name] = param.value();
      note += "\n- " + param.name + " = " + to_json(param.value());
    }
    channel.add_tag(record.items, "hone.best.trial", trial.number);
    channel.add_tag(record.items, "hone.best.value", trial.value());
    channel.add_tag(record.items, "hone.best.params", to_json(params));
    channel.add_tag(record.items, "mlflow.note.content", note);
    channel.add_metric(record.items, "best_value", trial.value(), trial.number);
    return record;
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
