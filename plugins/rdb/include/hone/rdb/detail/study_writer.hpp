// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/study_cache.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Turns changes of one study into statements, within a transaction that holds the locks. Skips
/// changes of trials that are unknown or finished.
///
/// A trial that this process claims has a heartbeat from the start, so that an early crash is also
/// detected. If this process sends no heartbeats, it deletes an earlier worker's: otherwise the
/// trial would soon look orphaned.
class StudyWriter {
 public:
  StudyWriter(Connection& connection, const StudyCache& cache, bool beats)
      : connection_(connection), cache_(cache), beats_(beats) {}

  /// Throws ArgumentError if a database with these limits cannot hold the change.
  static void check(const Change& change, const SqlLimits& limits);

  void add(Change change);

  /// The statements that remain to be run and committed.
  const std::vector<Statement>& statements() const { return statements_; }
  /// The ids of the new trials, whose own rows are already written.
  const std::vector<int64_t>& created() const { return created_; }
  Changes& changes() { return changes_; }

 private:
  /// Uses the user's names in errors.
  struct Check {
    const SqlLimits& limits;

    void operator()(const CreateTrial& create) const;
    void operator()(const SetParam& set) const { check(set.param); }
    void operator()(const SetState& set) const { check(set.values); }
    void operator()(const SetIntermediateValue& set) const { check_step(set.step); }
    void operator()(const SetTrialUserAttr& set) const { user_attr(set.key, set.value); }
    void operator()(const SetTrialSystemAttr& set) const { system_attr(set.key, set.value); }
    void operator()(const SetStudyUserAttr& set) const { user_attr(set.key, set.value); }
    void operator()(const SetStudySystemAttr& set) const { system_attr(set.key, set.value); }

    void check(const Param& param) const;
    void check(const std::vector<double>& values) const;
    void check_step(int64_t step) const;
    void user_attr(const std::string& key, const Value& value) const;
    void system_attr(const std::string& key, const Value& value) const;
    void check_attr(const std::string& what, const std::string& key, const Value& value) const;

    bool has_limit() const { return limits.text != SqlLimits().text; }
    void check_size(const std::string& what, const std::string& json, const char* way_out) const;
  };

  bool write(const CreateTrial& create);
  bool write(const SetParam& set) {
    return open(set.number) && put_param(id_of(set.number), set.param);
  }
  bool write(const SetState& set);
  bool write(const SetIntermediateValue& set) {
    return open(set.number) && put_report(id_of(set.number), set.step, set.value);
  }
  bool write(const SetTrialUserAttr& set) {
    return open(set.number) && put_attr("trial_user", id_of(set.number), set.key, set.value);
  }
  bool write(const SetTrialSystemAttr& set);
  bool write(const SetStudyUserAttr& set) {
    return put_attr("study_user", cache_.row(), set.key, set.value);
  }
  bool write(const SetStudySystemAttr& set) {
    return put_attr("study_system", cache_.row(), set.key, set.value);
  }

  std::optional<TrialState> state_of(int64_t number) const;
  bool open(int64_t number) const;
  int64_t id_of(int64_t number) const;

  const SqlDialect& dialect() const { return connection_.dialect(); }

  bool put_param(int64_t id, const Param& param);
  bool put_report(int64_t id, int64_t step, double value);
  void put_values(int64_t id, const std::vector<double>& values);
  /// `kind` is study_user, study_system, trial_user or trial_system.
  bool put_attr(const std::string& kind, int64_t id, const std::string& key, const Value& value);

  Connection& connection_;
  const StudyCache& cache_;
  const bool beats_;
  std::vector<Statement> statements_;
  std::vector<int64_t> created_;
  std::map<int64_t, TrialState> states_;  // of the changed trials, by number
  Changes changes_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/study_writer.hpp>
#endif
