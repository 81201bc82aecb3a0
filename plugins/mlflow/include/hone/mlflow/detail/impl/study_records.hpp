// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>
#include <hone/mlflow/detail/batch.hpp>
#include <hone/mlflow/detail/channel.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/mlflow/detail/study_records.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/study.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string mlflow_uid(const Study& study) {
  const Attributes attrs = study.system_attrs();
  const auto seed = attrs.find(kSeedAttr);
  char hex[24];
  std::snprintf(
      hex, sizeof hex, ".%llx",
      seed == attrs.end() ? 0ull : static_cast<unsigned long long>(seed->second.as<int64_t>()));
  return mlflow_key(study.name()) + hex;
}

HONE_INLINE std::string mlflow_uid(const std::string& name) {
  std::random_device device;
  char hex[24];
  std::snprintf(hex, sizeof hex, ".%08x%08x", device(), device());
  return mlflow_key(name) + hex;
}

HONE_INLINE MlflowRecord MlflowStudyRecords::of(const FrozenTrial& trial) const {
  MlflowRecord record;
  record.run = run.run + "/" + std::to_string(trial.number);
  record.parent = run.run;
  record.name = "trial " + std::to_string(trial.number);
  record.start = milliseconds_of(trial.datetime_start.value_or(std::chrono::system_clock::now()));
  return record;
}

HONE_INLINE bool MlflowStudyRecords::is_new(const FrozenTrial& trial) const {
  return trial.worker == worker_name() && !trial.system_attrs.count(kOwnerAttr) &&
         trial.datetime_start > begun;
}

HONE_INLINE void MlflowStudyRecords::describe(MlflowRecord& record,
                                              const FrozenTrial& trial) const {
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

HONE_INLINE void MlflowStudyRecords::end(MlflowRecord& record, const FrozenTrial& trial) const {
  record.end = milliseconds_of(trial.datetime_complete.value_or(std::chrono::system_clock::now()));
  record.status = trial.state == TrialState::fail ? "FAILED" : "FINISHED";
  for (size_t i = 0; i < trial.values.size(); ++i) {
    const std::string name = trial.values.size() == 1 ? "value" : "value_" + std::to_string(i);
    record.items.metrics.push_back({name, trial.values[i], record.end, 0});
  }
}

HONE_INLINE MlflowRecord MlflowStudyRecords::best(const FrozenTrial& trial,
                                                  Direction direction) const {
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

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
