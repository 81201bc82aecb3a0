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

/// What one study's tables say, as far as they were read. One thread at a time.
///
/// `refresh` reads what may have changed: trials that are new and trials that are not finished.
/// What it costs does not depend on the length of the study. A trial that this process runs is
/// written by nobody else, so of it only the state and the owner are read again.
///
/// A study that was once found deleted stays so, whatever has its row now.
class StudyCache {
 public:
  StudyRecord record;
  std::vector<int64_t> ids;  ///< the trial_id, by number

  StudyCache(int64_t study, int64_t row) : study_(study), row_(row) {}

  int64_t study() const { return study_; }  ///< the id that its user has
  int64_t row() const { return row_; }      ///< its study_id in the tables
  bool holds(int64_t number) const { return mine_.count(number) > 0; }
  bool holds_any() const { return !mine_.empty(); }
  bool has_read() const { return has_read_; }
  bool is_gone() const { return is_gone_; }

  /// Reads what others did. Throws StorageError where the study was deleted.
  void refresh(Connection& connection);

  /// The same; false where the study is not there, or no more.
  bool reads(Connection& connection);

  /// The study, which was of this name, is there no more. Of it only this is kept.
  void note_deleted(const std::string& name);

  /// Who holds the trial by the database, as JSON; empty text where nobody of hone's does.
  static std::string stored_owner(Connection& connection, int64_t id);
  /// Whether this process holds the trial by the database, and it is a trial of this study: the
  /// numbers of what was deleted may be others' now, and even this process's.
  bool is_stored_as_mine(Connection& connection, int64_t id) const;
  /// Who holds it by this record, as JSON.
  std::string known_owner(int64_t number) const;

  /// Whether the record has all of this already; `created` are the ids of the trials that the
  /// changes made. For a commit of which nobody knows whether it was done.
  bool contains(const Changes& changes, const std::vector<int64_t>& created) const;

  /// Sees which of the changes' trials are this process's now.
  void note_owners(const Changes& changes, const std::vector<int64_t>& created);

  /// The connection is a new one: what it says of versions has nothing to do with before.
  void reconnected() { version_ = -1; }

  /// Applies what was written; `created` are the ids that new trials were given.
  void apply(Changes changes, const std::vector<int64_t>& created);

  /// Forgets that it is this process that runs the trial: all of it is read again.
  void let_go(int64_t number);

 private:
  struct Row {
    int64_t id, number;
    TrialState state;
    std::optional<TimePoint> start, complete;
  };

  /// Whether the row with an id is the trial that was sent: after a crash, a server may give an id
  /// again that was never committed.
  bool is_made(int64_t id, const FrozenTrial& sent) const;

  /// Whether the change takes a trial up that another thread of this process has by now.
  bool is_taken(const Change& change) const;

  bool wants(const Row& row) const;

  std::vector<Row> read_trials(Connection& connection);

  /// The ids of the trials that this process runs.
  std::vector<int64_t> running() const;

  /// Reads all that the wanted trials have beyond their own row, in one query, and what of them
  /// this process runs has another owner now. False where the study is not there.
  bool read_details(Connection& connection, const std::vector<Row>& rows,
                    const std::vector<int64_t>& wanted);

  /// The seed that hone gives a study once, as JSON; empty text where it has none.
  static std::string seed_of(const Attributes& system_attrs);
  /// Whether a study with this seed can be this one.
  bool has_seed(const std::string& seed) const;

  /// Whether what the row holds is the study that was read before: SQLite gives the number of one
  /// that was deleted to the next.
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
