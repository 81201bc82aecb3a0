// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/rdb/detail/connect.hpp>
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/session.hpp>
#include <hone/rdb/detail/storage.hpp>
#include <hone/rdb/detail/study_cache.hpp>
#include <hone/rdb/detail/study_writer.hpp>
#include <hone/rdb/detail/text.hpp>
#include <hone/rdb/detail/with_owners.hpp>
#include <hone/rdb_options.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/storage.hpp>

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE RdbStorage::RdbStorage(Connector connector, RdbOptions options)
    : connector_(std::move(connector)),
      options_(std::move(options)),
      session_(new Session(connector_, options_)) {}

HONE_INLINE RdbStorage::~RdbStorage() {
  // A forked child must not close the connection it inherited: that would end the parent's session.
  Session* const session = session_.load();
  if (session->process == ::getpid()) delete session;
}

HONE_INLINE int64_t RdbStorage::open_study(const std::string& name,
                                           const std::vector<Direction>& directions) {
  sql_name("study's name", name);
  int64_t study = -1;
  session().patiently("to open the study \"" + name + '"', [&](Connection& connection) {
    int64_t row = find(connection, name);
    if (row < 0) row = create(connection, name, directions);
    StudyCache& cache = session().newest(row);
    if (!cache.reads(connection) || cache.record.name != name)
      throw SqlError(SqlError::Kind::conflict,
                     "hone: the study \"" + name + "\" is deleted and made anew all the time");
    check_directions(cache.record, directions);
    study = cache.study();
  });
  return study;
}

HONE_INLINE std::vector<std::string> RdbStorage::study_names() {
  std::vector<std::string> names;
  session().patiently("to list the studies", [&](Connection& connection) {
    names.clear();
    connection.run(Statement{"SELECT study_name FROM studies ORDER BY study_id"},
                   [&](const SqlRow& row) { names.push_back(text_of(row.at(0))); });
  });
  return names;
}

HONE_INLINE void RdbStorage::delete_study(const std::string& name) {
  int64_t row = -1;
  session().patiently("to delete the study \"" + name + '"', [&](Connection& connection) {
    connection.begin(Durability::durable, {}, ignore);
    const int64_t id = find(connection, name);
    if (id < 0) {
      connection.rollback();
      // If it existed before, the previous attempt deleted it, and the reply was lost.
      if (row >= 0) session().newest(row).note_deleted(name);
      return;
    }
    row = id;
    std::vector<Statement> statements;
    for (const char* table : {"trial_user_attributes", "trial_system_attributes", "trial_params",
                              "trial_values", "trial_intermediate_values", "trial_heartbeats"})
      statements.push_back(
          {std::string("DELETE FROM ") + table +
               " WHERE trial_id IN (SELECT trial_id FROM trials WHERE study_id = ?)",
           {id}});
    for (const char* table : {"trials", "study_user_attributes", "study_system_attributes",
                              "study_directions", "studies"})
      statements.push_back({std::string("DELETE FROM ") + table + " WHERE study_id = ?", {id}});
    connection.commit(statements);
    session().newest(id).note_deleted(name);
  });
  if (row < 0) no_study_to_delete(name);
}

HONE_INLINE void RdbStorage::read(int64_t study, FunctionRef<void(const StudyRecord&)> look) {
  Session& session = this->session();
  const auto refreshed = [&](Connection& connection) {
    StudyCache& cache = session.cache(study);
    cache.refresh(connection);
    look(cache.record);
  };
  // While the database is away, a loop that runs a trial continues with the cached record.
  const bool done = session.quickly(refreshed, [&] {
    StudyCache& cache = session.cache(study);
    if (cache.holds_any()) look(cache.record);
    return cache.holds_any();
  });
  if (!done) session.patiently("to read the study", refreshed);
}

HONE_INLINE void RdbStorage::update(int64_t study, FunctionRef<Changes(const StudyRecord&)> decide,
                                    Durability durability) {
  Tried tried;
  session().patiently("to write to the study", [&](Connection& connection) {
    StudyCache& cache = session().cache(study);
    // If a server crash undid a claim, another worker would claim the same trial.
    const Durability asked = connection.dialect().may_forget ? Durability::durable : durability;
    connection.begin(asked,
                     {"SELECT study_id FROM studies WHERE study_id = " +
                      std::to_string(cache.row()) + connection.dialect().for_update},
                     ignore);
    cache.refresh(connection);
    if (std::exchange(tried.is_in_doubt, false) && cache.contains(tried.changes, tried.created)) {
      connection.rollback();
      cache.note_owners(tried.changes, tried.created);
      return;
    }
    tried.changes = checked(with_owners(decide(cache.record)));
    lock_trials(connection, cache, tried.changes);
    write(connection, cache, tried);
    if (asked == Durability::durable) session().synced();
  });
}

HONE_INLINE void RdbStorage::update_trial(int64_t study, int64_t number,
                                          FunctionRef<Changes(const StudyRecord&)> decide,
                                          Durability durability) {
  Session& session = this->session();
  std::optional<Changes> decided;
  bool is_ours = true;
  Tried tried;
  const auto written = [&](Connection& connection) {
    StudyCache& cache = session.cache(study);
    is_ours = cache.holds(number) && session.lock_ours(connection, cache, number, durability);
    if (!is_ours) {
      connection.rollback();
      if (cache.holds(number)) cache.let_go(number);
      cache.refresh(connection);
      is_ours = tried.is_in_doubt && cache.contains(tried.changes, {});
      return;
    }
    if (!decided) decided = checked(with_owners(decide(cache.record)));
    tried.changes = *decided;
    write(connection, cache, tried);
    durability == Durability::durable ? session.synced()
                                      : session.remember(connection, study, number, *decided);
  };
  if (durability == Durability::appended) {
    const bool done = session.quickly(written, [&] {
      StudyCache& cache = session.cache(study);
      if (!cache.holds(number)) return false;
      if (!decided) decided = checked(with_owners(decide(cache.record)));
      session.keep(cache, number, *decided);
      return true;
    });
    if (!done) session.patiently("to write to a trial", written);
  } else {
    session.patiently("to write a trial's end", written);
  }
  if (is_ours) return;
  const auto decide_once = [&](const StudyRecord& record) {
    Changes now = decide(record);  // throws if this process lost the trial
    if (!decided) decided = std::move(now);
    return *decided;
  };
  update(study, decide_once, durability);
}

HONE_INLINE std::vector<int64_t> RdbStorage::silent(int64_t study,
                                                    const std::vector<int64_t>& numbers,
                                                    std::chrono::duration<double> grace) {
  std::vector<int64_t> result;
  if (!numbers.empty())
    session().patiently("to look for workers that are gone", [&](Connection& connection) {
      result.clear();
      std::string list;
      for (const int64_t number : numbers)
        (list += list.empty() ? "" : ",") += std::to_string(number);
      connection.query(
          "SELECT number FROM trials JOIN trial_heartbeats ON trials.trial_id = "
          "trial_heartbeats.trial_id WHERE state = 'RUNNING' AND study_id = " +
              std::to_string(session().cache(study).row()) + " AND number IN (" + list + ") AND " +
              connection.dialect().seconds_since_heartbeat + " > " + std::to_string(grace.count()) +
              " ORDER BY number",
          [&](const SqlRow& row) { result.push_back(integer_of(row.at(0))); });
    });
  return result;
}

HONE_INLINE Session& RdbStorage::session() {
  Session* before = session_.load(std::memory_order_acquire);
  while (before->process != ::getpid()) {
    auto mine = std::make_unique<Session>(connector_, options_);
    if (session_.compare_exchange_strong(before, mine.get())) return *mine.release();
  }
  return *before;
}

HONE_INLINE Changes RdbStorage::checked(Changes changes) {
  for (const Change& change : changes) StudyWriter::check(change, session().limits());
  return changes;
}

HONE_INLINE int64_t RdbStorage::find(Connection& connection, const std::string& name) {
  int64_t id = -1;
  connection.run(Statement{"SELECT study_id, study_name FROM studies WHERE study_name = ?", {name}},
                 [&](const SqlRow& row) {
                   if (text_of(row.at(1)) != name)
                     throw StorageError("hone: this database takes \"" + name +
                                        "\" for the name of its study \"" + text_of(row.at(1)) +
                                        "\"; use that name, or a more different one");
                   id = integer_of(row.at(0));
                 });
  return id;
}

HONE_INLINE int64_t RdbStorage::create(Connection& connection, const std::string& name,
                                       std::vector<Direction> directions) {
  if (directions.empty()) directions = {Direction::minimize};
  connection.begin(Durability::durable, {}, ignore);
  int64_t id = find(connection, name);
  if (id >= 0) return connection.rollback(), id;
  id = connection.insert({"INSERT INTO studies (study_name) VALUES (?)", {name}}, "study_id");
  std::vector<Statement> statements;
  int64_t objective = 0;
  for (const Direction direction : directions)
    statements.push_back(
        {"INSERT INTO study_directions (direction, study_id, objective) VALUES (?, ?, ?)",
         {direction_name(direction), id, objective++}});
  connection.commit(statements);
  // The study that had this id before is gone, even if another process deleted it.
  StudyCache& before = session().newest(id);
  if (before.has_read()) before.note_deleted(before.record.name);
  return id;
}

HONE_INLINE void RdbStorage::lock_trials(Connection& connection, const StudyCache& cache,
                                         const Changes& changes) {
  if (!*connection.dialect().for_update) return;  // the complete database is locked
  std::set<int64_t> numbers;
  for (const Change& change : changes)
    std::visit(
        [&](const auto& set) {
          if constexpr (HasNumber<decltype(set)>::value) numbers.insert(set.number);
        },
        change);
  for (const int64_t number : numbers) {
    const FrozenTrial* trial = cache.record.find_trial(number);
    if (!trial || is_finished(trial->state)) continue;
    const int64_t id = cache.ids[static_cast<size_t>(number)];
    std::string state;
    connection.run(Statement{std::string("SELECT state FROM trials WHERE trial_id = ?") +
                                 connection.dialect().for_update,
                             {id}},
                   [&](const SqlRow& row) { state = text_of(row.at(0)); });
    if (state != state_name(trial->state) ||
        StudyCache::stored_owner(connection, id) != cache.known_owner(number))
      throw SqlError(SqlError::Kind::conflict,
                     "hone: trial " + std::to_string(number) + " is changing all the time");
  }
}

HONE_INLINE void RdbStorage::write(Connection& connection, StudyCache& cache, Tried& tried) {
  StudyWriter writer(connection, cache, session().beats(cache.study()));
  for (const Change& change : tried.changes) writer.add(change);
  if (writer.changes().empty()) return connection.rollback();
  tried.created = writer.created();
  try {
    connection.commit(writer.statements());
  } catch (const SqlError& error) {
    tried.is_in_doubt = error.kind == SqlError::Kind::away;
    throw;
  }
  cache.apply(std::move(writer.changes()), tried.created);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
