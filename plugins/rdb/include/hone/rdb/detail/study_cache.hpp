// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>
#include <hone/records/detail/distribution_pool.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/time_point.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The contents of one study's tables, as far as they were read. Not thread-safe.
///
/// `refresh` reads what may have changed: new trials and unfinished trials. Its cost does not
/// depend on the length of the study. Only this process writes the trials that it runs, so it reads
/// again only their state and owner.
///
/// Once a study was found deleted it stays deleted, whatever its row holds later.
class StudyCache {
 public:
  StudyRecord record;
  std::vector<int64_t> ids;  ///< trial_id by trial number

  StudyCache(int64_t study, int64_t row) : study_(study), row_(row) {}

  int64_t study() const { return study_; }  ///< the id that the user has
  int64_t row() const { return row_; }      ///< its study_id in the tables
  bool holds(int64_t number) const { return mine_.count(number) > 0; }
  bool holds_any() const { return !mine_.empty(); }
  bool has_read() const { return has_read_; }
  bool is_gone() const { return is_gone_; }

  /// Reads the changes of others. Throws StorageError if the study was deleted.
  void refresh(Connection& connection);

  /// Like `refresh`, but returns false if the study does not (or no longer) exist.
  bool reads(Connection& connection);

  /// Marks the study, which had this name, as deleted. Only the name is kept.
  void note_deleted(const std::string& name);

  /// The trial's owner according to the database, as JSON; empty if no worker of hone owns it.
  static std::string stored_owner(Connection& connection, int64_t id);
  /// Whether, according to the database, this process owns the trial and it is a trial of this
  /// study. After a deletion the ids may be reused, even by this process.
  bool is_stored_as_mine(Connection& connection, int64_t id) const;
  /// The trial's owner according to this record, as JSON.
  std::string known_owner(int64_t number) const;

  /// Whether the record already contains all of the changes. `created` are the ids of the trials
  /// that they created. For a commit that may or may not have succeeded.
  bool contains(const Changes& changes, const std::vector<int64_t>& created) const;

  /// Updates which of the changed trials this process owns.
  void note_owners(const Changes& changes, const std::vector<int64_t>& created);

  /// For a new connection: its versions cannot be compared with those before.
  void reconnected() { version_ = -1; }

  /// Applies what was written; `created` are the ids of the new trials.
  void apply(Changes changes, const std::vector<int64_t>& created);

  /// This process no longer runs the trial: all of it is read again.
  void let_go(int64_t number);

 private:
  struct Row {
    int64_t id, number;
    TrialState state;
    std::optional<TimePoint> start, complete;
  };

  /// Whether the row with this id is the trial that was sent. After a crash, a server may reuse an
  /// id that was never committed.
  bool is_made(int64_t id, const FrozenTrial& sent) const;

  /// Whether the change claims a trial that another thread of this process has claimed by now.
  bool is_taken(const Change& change) const;

  bool wants(const Row& row) const;

  std::vector<Row> read_trials(Connection& connection);

  /// The ids of the trials that this process runs.
  std::vector<int64_t> running() const;

  /// Reads everything that the wanted trials have besides their own rows, and the owners of the
  /// trials that this process runs, in one query per 2000 trials. Returns false if the study does
  /// not exist.
  bool read_details(Connection& connection, const std::vector<Row>& rows,
                    const std::vector<int64_t>& wanted);

  /// The seed that hone stores once per study, as JSON; empty text if it has none.
  static std::string seed_of(const Attributes& system_attrs);
  /// Whether a study with this seed can be this one.
  bool has_seed(const std::string& seed) const;

  /// Whether the row holds the same study as before: SQLite reuses the id of a deleted study.
  bool is_ours(const std::string& name, const Attributes& system_attrs) const {
    return !has_read_ || (name == record.name && has_seed(seed_of(system_attrs)));
  }

  void set(Attributes& attributes, const SqlRow& row);

  void check_owner(int64_t id, const SqlRow& row);

  void put(int64_t id, FrozenTrial trial);

  void note_owner(int64_t number);

  const int64_t study_, row_;
  std::unordered_map<int64_t, int64_t> numbers_;  // by trial_id
  std::set<int64_t> mine_;                        // numbers of the trials that this process runs
  int64_t last_id_ = 0;
  int64_t version_ = -1;
  bool has_read_ = false, is_gone_ = false;
  DistributionPool distributions_;
  JsonReader json_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/study_cache.hpp>
#endif
