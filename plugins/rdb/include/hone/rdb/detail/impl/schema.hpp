// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/schema.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/storages/storage.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void Schema::ensure(Connection& connection, const std::string& place) {
  // Optuna creates its tables first and writes their version last: wait for it.
  for (int tries = 0; tries < 50; ++tries) {
    const bool has_version = has_table(connection, "alembic_version");
    if (has_version) {
      std::string version;
      connection.run(Statement{"SELECT version_num FROM alembic_version"},
                     [&](const SqlRow& row) { version = text_of(row.at(0)); });
      if (version == kVersion) return;
      if (!version.empty()) refuse(connection, place, version);
    } else if (!has_table(connection, "studies")) {
      try {
        create(connection);
      } catch (const SqlError& error) {
        connection.rollback();
        if (error.kind == SqlError::Kind::away || tries > 5) throw;
      }
      continue;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  throw StorageError("hone: the database " + place +
                     " has a table \"studies\", and none that says of which version of Optuna it "
                     "is; give hone a database of its own");
}

HONE_INLINE void Schema::create(Connection& connection) {
  const SqlDialect& dialect = connection.dialect();
  connection.begin(Durability::durable, {}, ignore);
  if (*dialect.lock_tables) connection.query(dialect.lock_tables, ignore);
  if (!has_table(connection, "studies")) {  // else another process created them first
    for (const char* type : dialect.before_tables) connection.query(type, ignore);
    for (const std::string& table : tables(dialect)) connection.query(table, ignore);
    connection.query(
        "INSERT INTO version_info (version_info_id, schema_version, library_version) VALUES (1, "
        "12, 'hone " HONE_VERSION_STRING "')",
        ignore);
    connection.query(
        std::string("INSERT INTO alembic_version (version_num) VALUES ('") + kVersion + "')",
        ignore);
  }
  if (*dialect.unlock_tables) connection.query(dialect.unlock_tables, ignore);
  connection.commit({});
}

HONE_INLINE std::vector<std::string> Schema::tables(const SqlDialect& d) {
  const auto table = [&d](const std::string& name, const std::string& id,
                          const std::string& columns, const std::string& unique,
                          const std::string& owner) {
    const std::string owner_id = owner == "studies" ? "study_id" : "trial_id";
    return "CREATE TABLE " + name + " (" + id + ' ' + d.id + ", " + columns + ", PRIMARY KEY (" +
           id + ')' + (unique.empty() ? "" : ", UNIQUE (" + unique + ')') +
           (owner.empty()
                ? ""
                : ", FOREIGN KEY (" + owner_id + ") REFERENCES " + owner + " (" + owner_id + ')') +
           ')';
  };
  const auto attributes = [&table, &d](const std::string& of, const std::string& owner) {
    const std::string owner_id = owner == "studies" ? "study_id" : "trial_id";
    return table(of + "_attributes", of + "_attribute_id",
                 owner_id + " INTEGER, \"key\" " + d.indexed + ", value_json TEXT",
                 owner_id + ", \"key\"", owner);
  };
  const std::string real = std::string(" ") + d.real, time = std::string(" ") + d.time;
  return {
      table("studies", "study_id", std::string("study_name ") + d.indexed + " NOT NULL", "", ""),
      "CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name)",
      "CREATE TABLE version_info (version_info_id INTEGER NOT NULL, schema_version INTEGER, "
      "library_version VARCHAR(256), PRIMARY KEY (version_info_id), CHECK (version_info_id=1))",
      table("study_directions", "study_direction_id",
            std::string("direction ") + d.direction +
                " NOT NULL, study_id INTEGER NOT NULL, objective INTEGER NOT NULL",
            "study_id, objective", "studies"),
      attributes("study_user", "studies"),
      attributes("study_system", "studies"),
      table("trials", "trial_id",
            std::string("number INTEGER, study_id INTEGER, state ") + d.state +
                " NOT NULL, datetime_start" + time + ", datetime_complete" + time,
            "", "studies"),
      "CREATE INDEX ix_trials_study_id ON trials (study_id)",
      attributes("trial_user", "trials"),
      attributes("trial_system", "trials"),
      table("trial_params", "param_id",
            std::string("trial_id INTEGER, param_name ") + d.indexed + ", param_value" + real +
                ", distribution_json TEXT",
            "trial_id, param_name", "trials"),
      table("trial_values", "trial_value_id",
            "trial_id INTEGER NOT NULL, objective INTEGER NOT NULL, value" + real +
                ", value_type " + d.value_type + " NOT NULL",
            "trial_id, objective", "trials"),
      table("trial_intermediate_values", "trial_intermediate_value_id",
            "trial_id INTEGER NOT NULL, step INTEGER NOT NULL, intermediate_value" + real +
                ", intermediate_value_type " + d.intermediate_value_type + " NOT NULL",
            "trial_id, step", "trials"),
      table("trial_heartbeats", "trial_heartbeat_id",
            "trial_id INTEGER NOT NULL, heartbeat" + time + " NOT NULL", "trial_id", "trials"),
      "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT "
      "alembic_version_pkc PRIMARY KEY (version_num))",
  };
}

HONE_INLINE void Schema::refuse(Connection& connection, const std::string& place,
                                const std::string& version) {
  std::string by;
  if (has_table(connection, "version_info"))
    connection.run(Statement{"SELECT library_version FROM version_info"},
                   [&](const SqlRow& row) { by = " (made by Optuna " + text_of(row.at(0)) + ')'; });
  throw StorageError("hone: the tables of the database " + place + " are of version " + version +
                     by + ", and hone needs " + kVersion +
                     "; if they are older, run  optuna storage upgrade --storage URL  with "
                     "Optuna 3.2 or newer; if they are newer, update hone");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
