// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/sqlite.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/storages/storage.hpp>

#include <sqlite3.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE SqliteConnection::SqliteConnection(const std::string& path, int busy_ms) : path_(path) {
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  database_.reset(opened);
  if (code != SQLITE_OK) fail(code, "opened");
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, busy_ms);
  if (!sqlite3_db_readonly(opened, "main")) use_wal();
  query("PRAGMA synchronous = NORMAL", ignore);
}

HONE_INLINE const SqlDialect& SqliteConnection::dialect() const {
  static const SqlDialect sqlite = [] {
    SqlDialect d;
    d.name = "SQLite";
    d.table_exists = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?";
    d.seconds_since_heartbeat = "(julianday(CURRENT_TIMESTAMP) - julianday(heartbeat)) * 86400.0";
    d.direction = d.state = "VARCHAR(8)";
    d.value_type = d.intermediate_value_type = "VARCHAR(7)";
    d.id = "INTEGER NOT NULL";
    d.real = "FLOAT";
    d.time = "DATETIME";
    return d;
  }();
  return sqlite;
}

HONE_INLINE void SqliteConnection::run(const Statement& statement, OnRow on_row) {
  std::unique_ptr<sqlite3_stmt, Finalize>& prepared = prepared_[statement.text];
  if (!prepared) prepared = prepare(statement.text);
  bind(prepared.get(), statement.arguments);
  step(prepared.get(), on_row);
}

HONE_INLINE void SqliteConnection::query(const std::string& text, OnRow on_row) {
  step(prepare(text).get(), on_row);
}

HONE_INLINE int64_t SqliteConnection::insert(const Statement& statement, const char*) {
  run(statement, ignore);
  return sqlite3_last_insert_rowid(database_.get());
}

HONE_INLINE void SqliteConnection::begin(Durability durability,
                                         const std::vector<std::string>& queries, OnRow on_row) {
  if (is_durable_ != (durability == Durability::durable)) {
    is_durable_ = !is_durable_;
    query(is_durable_ ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", ignore);
  }
  run(begin_, ignore);
  for (const std::string& text : queries) query(text, on_row);
}

HONE_INLINE void SqliteConnection::commit(const std::vector<Statement>& statements) {
  for (const Statement& statement : statements) run(statement, ignore);
  run(commit_, ignore);
}

HONE_INLINE void SqliteConnection::rollback() noexcept {
  if (!sqlite3_get_autocommit(database_.get()))
    sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

HONE_INLINE int64_t SqliteConnection::version() {
  int64_t version = 0;
  run(version_, [&](const SqlRow& row) { version = integer_of(row.at(0)); });
  return version;
}

HONE_INLINE void SqliteConnection::use_wal() {
  for (int tries = 0; tries < 50; ++tries) try {
      return query("PRAGMA journal_mode = WAL", ignore);
    } catch (const SqlError& error) {
      if (error.kind != SqlError::Kind::away) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

HONE_INLINE std::unique_ptr<sqlite3_stmt, SqliteConnection::Finalize> SqliteConnection::prepare(
    const std::string& text) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database_.get(), text.c_str(), static_cast<int>(text.size()),
                                      &statement, nullptr);
  if (code != SQLITE_OK) fail(code, "used");
  return std::unique_ptr<sqlite3_stmt, Finalize>(statement);
}

HONE_INLINE void SqliteConnection::bind(sqlite3_stmt* statement,
                                        const std::vector<SqlValue>& arguments) {
  int place = 0;
  for (const SqlValue& argument : arguments) {
    ++place;
    const int code = std::visit(
        [&](const auto& value) {
          using T = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<T, std::nullptr_t>)
            return sqlite3_bind_null(statement, place);
          else if constexpr (std::is_same_v<T, int64_t>)
            return sqlite3_bind_int64(statement, place, value);
          else if constexpr (std::is_same_v<T, double>)
            return sqlite3_bind_double(statement, place, value);
          else
            return sqlite3_bind_text(statement, place, value.data(), static_cast<int>(value.size()),
                                     nullptr);
        },
        argument);
    if (code != SQLITE_OK) fail(code, "used");
  }
}

HONE_INLINE void SqliteConnection::step(sqlite3_stmt* statement, OnRow on_row) {
  const std::unique_ptr<sqlite3_stmt, Reset> reset(statement);
  SqlRow row;
  int code;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    row.clear();
    for (int column = 0; column < sqlite3_column_count(statement); ++column)
      row.push_back(value(statement, column));
    on_row(row);
  }
  if (code != SQLITE_DONE) fail(code, "used");
}

HONE_INLINE SqlValue SqliteConnection::value(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return static_cast<int64_t>(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_NULL:
      return nullptr;
    default: {
      const void* const bytes = sqlite3_column_blob(statement, column);
      const auto size = static_cast<size_t>(sqlite3_column_bytes(statement, column));
      return bytes ? std::string(static_cast<const char*>(bytes), size) : std::string();
    }
  }
}

HONE_INLINE void SqliteConnection::fail(int code, const char* how) const {
  const int kind = code & 0xff;
  std::string text = "hone: the database " + path_ + " cannot be " + how + ": " +
                     (database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code));
  if (kind == SQLITE_CANTOPEN)
    text += "; is there such a directory, and may this user write in it?";
  if (kind == SQLITE_READONLY || kind == SQLITE_PERM)
    text += "; check the permissions of the file and its directory";
  if (kind == SQLITE_FULL) text += "; free some space, or move the file";
  if (kind == SQLITE_NOTADB) text += "; name another file";
  throw SqlError(kind_of(kind), text);
}

HONE_INLINE SqlError::Kind SqliteConnection::kind_of(int code) {
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return SqlError::Kind::away;
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      return SqlError::Kind::bad_value;
    default:
      return SqlError::Kind::refused;
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
