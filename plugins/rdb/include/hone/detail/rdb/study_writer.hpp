// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/rdb/change_name.hpp>
#include <hone/detail/rdb/connection.hpp>
#include <hone/detail/rdb/study_cache.hpp>
#include <hone/detail/rdb/text.hpp>

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Turns changes of one study into statements, within a transaction that holds the locks. Leaves
/// out what has no place: changes of trials that are unknown or finished.
///
/// A trial that this process takes up has a heartbeat from the first instant, so that a worker that
/// dies at once is missed too. Where the process does not beat, nobody shall wait for it to: what
/// an earlier worker left goes.
class StudyWriter {
 public:
  StudyWriter(Connection& connection, const StudyCache& cache, bool beats)
      : connection_(connection), cache_(cache), beats_(beats) {}

  /// Throws ArgumentError where a database of these limits cannot hold the change.
  static void check(const Change& change, const SqlLimits& limits) {
    std::visit(Check{limits}, change);
  }

  void add(Change change) {
    if (std::visit([this](const auto& set) { return this->write(set); }, change))
      changes_.push_back(std::move(change));
  }

  /// What is left to be run, and committed.
  const std::vector<Statement>& statements() const { return statements_; }
  /// The ids of the new trials, whose own rows were written already.
  const std::vector<int64_t>& created() const { return created_; }
  Changes& changes() { return changes_; }

 private:
  /// By the names that the user gave.
  struct Check {
    const SqlLimits& limits;

    void operator()(const CreateTrial& create) const {
      const FrozenTrial& trial = create.trial;
      for (const Param& param : trial.params) check(param);
      check(trial.values);
      for (const auto& report : trial.intermediate_values) check_step(report.first);
      for (const auto& [key, value] : trial.user_attrs) user_attr(key, value);
      for (const auto& [key, value] : trial.system_attrs) system_attr(key, value);
    }
    void operator()(const SetParam& set) const { check(set.param); }
    void operator()(const SetState& set) const { check(set.values); }
    void operator()(const SetIntermediateValue& set) const { check_step(set.step); }
    void operator()(const SetTrialUserAttr& set) const { user_attr(set.key, set.value); }
    void operator()(const SetTrialSystemAttr& set) const { system_attr(set.key, set.value); }
    void operator()(const SetStudyUserAttr& set) const { user_attr(set.key, set.value); }
    void operator()(const SetStudySystemAttr& set) const { system_attr(set.key, set.value); }

    void check(const Param& param) const {
      sql_name("parameter's name", param.name);
      if (std::isnan(param.internal))
        throw ArgumentError("hone: the parameter \"" + param.name + "\" is NaN, which is no value");
      if (has_limit())
        check_size("the distribution of the parameter \"" + param.name + '"',
                   python_json(distribution_to_json(*param.distribution)),
                   "give it fewer or shorter choices");
    }
    void check(const std::vector<double>& values) const {
      for (const double value : values)
        if (std::isnan(value))
          throw ArgumentError("hone: a trial's value is NaN, which Optuna's tables cannot hold");
    }
    void check_step(int64_t step) const {
      if (step > limits.step || step < -limits.step)
        throw ArgumentError("hone: " + ChangeName::report(step) +
                            " cannot be stored: the steps in this database end at " +
                            std::to_string(limits.step) + "; count in larger steps");
    }
    void user_attr(const std::string& key, const Value& value) const {
      check_attr(ChangeName::user_attr(key), key, value);
    }
    void system_attr(const std::string& key, const Value& value) const {
      check_attr(ChangeName::system_attr(key), key, value);
    }
    void check_attr(const std::string& what, const std::string& key, const Value& value) const {
      sql_name("name of an attribute", key);
      if (std::holds_alternative<Json>(value.variant())) compact(std::get<Json>(value.variant()));
      if (has_limit())
        check_size(what, python_json_of(value), "keep it in a file, and the file's name here");
    }

    bool has_limit() const { return limits.text != SqlLimits().text; }
    void check_size(const std::string& what, const std::string& json, const char* way_out) const {
      if (json.size() > limits.text)
        throw ArgumentError("hone: " + what + " is " + std::to_string(json.size()) +
                            " bytes of JSON, and this database holds " +
                            std::to_string(limits.text) + "; " + way_out);
    }
  };

  bool write(const CreateTrial& create) {
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
  bool write(const SetParam& set) {
    return open(set.number) && put_param(id_of(set.number), set.param);
  }
  bool write(const SetState& set) {
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
  bool write(const SetIntermediateValue& set) {
    return open(set.number) && put_report(id_of(set.number), set.step, set.value);
  }
  bool write(const SetTrialUserAttr& set) {
    return open(set.number) && put_attr("trial_user", id_of(set.number), set.key, set.value);
  }
  bool write(const SetTrialSystemAttr& set) {
    if (!open(set.number)) return false;
    const int64_t id = id_of(set.number);
    if (set.key == kOwnerAttr && set.value == Value(worker_name()))
      statements_.push_back(
          beats_ ? dialect().heartbeat(cache_.row(), id)
                 : Statement{"DELETE FROM trial_heartbeats WHERE trial_id = ?", {id}});
    return put_attr("trial_system", id, set.key, set.value);
  }
  bool write(const SetStudyUserAttr& set) {
    return put_attr("study_user", cache_.row(), set.key, set.value);
  }
  bool write(const SetStudySystemAttr& set) {
    return put_attr("study_system", cache_.row(), set.key, set.value);
  }

  std::optional<TrialState> state_of(int64_t number) const {
    const auto changed = states_.find(number);
    if (changed != states_.end()) return changed->second;
    const FrozenTrial* trial = cache_.record.find_trial(number);
    return trial ? std::optional<TrialState>(trial->state) : std::nullopt;
  }
  bool open(int64_t number) const {
    const std::optional<TrialState> state = state_of(number);
    return state && !is_finished(*state);
  }
  int64_t id_of(int64_t number) const {
    const auto place = static_cast<size_t>(number);
    return place < cache_.ids.size() ? cache_.ids[place] : created_[place - cache_.ids.size()];
  }

  const SqlDialect& dialect() const { return connection_.dialect(); }

  bool put_param(int64_t id, const Param& param) {
    statements_.push_back(
        {dialect().upsert("trial_params", "trial_id, param_name, param_value, distribution_json",
                          "trial_id, param_name", {"param_value", "distribution_json"}),
         {id, param.name, param.internal, python_json(distribution_to_json(*param.distribution))}});
    return true;
  }
  bool put_report(int64_t id, int64_t step, double value) {
    statements_.push_back(
        {dialect().upsert("trial_intermediate_values",
                          "trial_id, step, intermediate_value, intermediate_value_type",
                          "trial_id, step", {"intermediate_value", "intermediate_value_type"}),
         {id, step, sql_number(value), number_type(value)}});
    return true;
  }
  void put_values(int64_t id, const std::vector<double>& values) {
    int64_t objective = 0;
    for (const double value : values)
      statements_.push_back(
          {dialect().upsert("trial_values", "trial_id, objective, value, value_type",
                            "trial_id, objective", {"value", "value_type"}),
           {id, objective++, sql_number(value), number_type(value)}});
  }
  /// `kind` is study_user, study_system, trial_user or trial_system.
  bool put_attr(const std::string& kind, int64_t id, const std::string& key, const Value& value) {
    const std::string owner = kind.substr(0, 5) + "_id";
    statements_.push_back({dialect().upsert(kind + "_attributes", owner + ", \"key\", value_json",
                                            owner + ", \"key\"", {"value_json"}),
                           {id, key, python_json_of(value)}});
    return true;
  }

  Connection& connection_;
  const StudyCache& cache_;
  const bool beats_;
  std::vector<Statement> statements_;
  std::vector<int64_t> created_;
  std::map<int64_t, TrialState> states_;  // of the trials that changed, by number
  Changes changes_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
