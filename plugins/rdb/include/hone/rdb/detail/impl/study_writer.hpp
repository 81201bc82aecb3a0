// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/worker.hpp>
#include <hone/rdb/detail/change_name.hpp>
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/study_cache.hpp>
#include <hone/rdb/detail/study_writer.hpp>
#include <hone/rdb/detail/text.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/text/json_distribution.hpp>
#include <hone/records/value.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void StudyWriter::check(const Change& change, const SqlLimits& limits) {
  std::visit(Check{limits}, change);
}

HONE_INLINE void StudyWriter::add(Change change) {
  if (std::visit([this](const auto& set) { return this->write(set); }, change))
    changes_.push_back(std::move(change));
}

HONE_INLINE void StudyWriter::Check::operator()(const CreateTrial& create) const {
  const FrozenTrial& trial = create.trial;
  for (const Param& param : trial.params) check(param);
  check(trial.values);
  for (const auto& report : trial.intermediate_values) check_step(report.first);
  for (const auto& [key, value] : trial.user_attrs) user_attr(key, value);
  for (const auto& [key, value] : trial.system_attrs) system_attr(key, value);
}

HONE_INLINE void StudyWriter::Check::check(const Param& param) const {
  sql_name("parameter's name", param.name);
  if (std::isnan(param.internal))
    throw ArgumentError("hone: the parameter \"" + param.name + "\" is NaN, which is no value");
  if (has_limit())
    check_size("the distribution of the parameter \"" + param.name + '"',
               python_json(distribution_to_json(*param.distribution)),
               "give it fewer or shorter choices");
}

HONE_INLINE void StudyWriter::Check::check(const std::vector<double>& values) const {
  for (const double value : values)
    if (std::isnan(value))
      throw ArgumentError("hone: a trial's value is NaN, which Optuna's tables cannot hold");
}

HONE_INLINE void StudyWriter::Check::check_step(int64_t step) const {
  if (step > limits.step || step < -limits.step)
    throw ArgumentError("hone: " + ChangeName::report(step) +
                        " cannot be stored: the steps in this database end at " +
                        std::to_string(limits.step) + "; count in larger steps");
}

HONE_INLINE void StudyWriter::Check::user_attr(const std::string& key, const Value& value) const {
  check_attr(ChangeName::user_attr(key), key, value);
}

HONE_INLINE void StudyWriter::Check::system_attr(const std::string& key, const Value& value) const {
  check_attr(ChangeName::system_attr(key), key, value);
}

HONE_INLINE void StudyWriter::Check::check_attr(const std::string& what, const std::string& key,
                                                const Value& value) const {
  sql_name("name of an attribute", key);
  if (std::holds_alternative<Json>(value.variant())) compact(std::get<Json>(value.variant()));
  if (has_limit())
    check_size(what, python_json_of(value), "keep it in a file, and the file's name here");
}

HONE_INLINE void StudyWriter::Check::check_size(const std::string& what, const std::string& json,
                                                const char* way_out) const {
  if (json.size() > limits.text)
    throw ArgumentError("hone: " + what + " is " + std::to_string(json.size()) +
                        " bytes of JSON, and this database holds " + std::to_string(limits.text) +
                        "; " + way_out);
}

HONE_INLINE bool StudyWriter::write(const CreateTrial& create) {
  const FrozenTrial& trial = create.trial;
  const auto number = static_cast<int64_t>(cache_.record.trials.size() + created_.size());
  const int64_t id = connection_.insert(
      {"INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete) VALUES "
       "(?, ?, ?, ?, ?)",
       {number, cache_.row(), state_name(trial.state), sql_time(trial.datetime_start),
        sql_time(trial.datetime_complete)}},
      "trial_id");
  created_.push_back(id);
  states_[number] = trial.state;
  for (const Param& param : trial.params) put_param(id, param);
  put_values(id, trial.values);
  for (const auto& [step, value] : trial.intermediate_values) put_report(id, step, value);
  for (const auto& [key, value] : trial.user_attrs) put_attr("trial_user", id, key, value);
  for (const auto& [key, value] : trial.system_attrs) put_attr("trial_system", id, key, value);
  const auto owner = trial.system_attrs.find(kOwnerAttr);
  if (beats_ && owner != trial.system_attrs.end() && owner->second == Value(worker_name()))
    statements_.push_back(dialect().heartbeat(cache_.row(), id));
  return true;
}

HONE_INLINE bool StudyWriter::write(const SetState& set) {
  const std::optional<TrialState> before = state_of(set.number);
  if (!before || is_finished(*before) ||
      (set.state == TrialState::running && *before == TrialState::running))
    return false;
  const int64_t id = id_of(set.number);
  states_[set.number] = set.state;
  const char* const time = is_finished(set.state)             ? ", datetime_complete = ?"
                           : set.state == TrialState::running ? ", datetime_start = ?"
                                                              : "";
  Statement update{std::string("UPDATE trials SET state = ?") + time + " WHERE trial_id = ?",
                   {state_name(set.state)}};
  if (*time) update.arguments.push_back(sql_time(set.time));
  update.arguments.emplace_back(id);
  put_values(id, set.values);
  statements_.push_back(std::move(update));
  return true;
}

HONE_INLINE bool StudyWriter::write(const SetTrialSystemAttr& set) {
  if (!open(set.number)) return false;
  const int64_t id = id_of(set.number);
  if (set.key == kOwnerAttr && set.value == Value(worker_name()))
    statements_.push_back(beats_
                              ? dialect().heartbeat(cache_.row(), id)
                              : Statement{"DELETE FROM trial_heartbeats WHERE trial_id = ?", {id}});
  return put_attr("trial_system", id, set.key, set.value);
}

HONE_INLINE std::optional<TrialState> StudyWriter::state_of(int64_t number) const {
  const auto changed = states_.find(number);
  if (changed != states_.end()) return changed->second;
  const FrozenTrial* trial = cache_.record.find_trial(number);
  return trial ? std::optional<TrialState>(trial->state) : std::nullopt;
}

HONE_INLINE bool StudyWriter::open(int64_t number) const {
  const std::optional<TrialState> state = state_of(number);
  return state && !is_finished(*state);
}

HONE_INLINE int64_t StudyWriter::id_of(int64_t number) const {
  const auto place = static_cast<size_t>(number);
  return place < cache_.ids.size() ? cache_.ids[place] : created_[place - cache_.ids.size()];
}

HONE_INLINE bool StudyWriter::put_param(int64_t id, const Param& param) {
  statements_.push_back(
      {dialect().upsert("trial_params", "trial_id, param_name, param_value, distribution_json",
                        "trial_id, param_name", {"param_value", "distribution_json"}),
       {id, param.name, param.internal, python_json(distribution_to_json(*param.distribution))}});
  return true;
}

HONE_INLINE bool StudyWriter::put_report(int64_t id, int64_t step, double value) {
  statements_.push_back(
      {dialect().upsert("trial_intermediate_values",
                        "trial_id, step, intermediate_value, intermediate_value_type",
                        "trial_id, step", {"intermediate_value", "intermediate_value_type"}),
       {id, step, sql_number(value), number_type(value)}});
  return true;
}

HONE_INLINE void StudyWriter::put_values(int64_t id, const std::vector<double>& values) {
  int64_t objective = 0;
  for (const double value : values)
    statements_.push_back(
        {dialect().upsert("trial_values", "trial_id, objective, value, value_type",
                          "trial_id, objective", {"value", "value_type"}),
         {id, objective++, sql_number(value), number_type(value)}});
}

HONE_INLINE bool StudyWriter::put_attr(const std::string& kind, int64_t id, const std::string& key,
                                       const Value& value) {
  const std::string owner = kind.substr(0, 5) + "_id";
  statements_.push_back({dialect().upsert(kind + "_attributes", owner + ", \"key\", value_json",
                                          owner + ", \"key\"", {"value_json"}),
                         {id, key, python_json_of(value)}});
  return true;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
