// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/rdb/connection.hpp>

#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <unordered_map>
#include <variant>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// A file of SQLite, opened in WAL mode: readers do not wait for a writer. A transaction that
/// writes holds the one write lock from its beginning (BEGIN IMMEDIATE), so that it never has to be
/// undone for somebody else's.
class SqliteConnection final : public Connection {
 public:
  /// Makes the file where there is none. Waits up to `busy_ms` for locks.
  SqliteConnection(const std::string& path, int busy_ms) : path_(path) {
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

  const SqlDialect& dialect() const override {
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

  void run(const Statement& statement, OnRow on_row) override {
    std::unique_ptr<sqlite3_stmt, Finalize>& prepared = prepared_[statement.text];
    if (!prepared) prepared = prepare(statement.text);
    bind(prepared.get(), statement.arguments);
    step(prepared.get(), on_row);
  }

  void query(const std::string& text, OnRow on_row) override { step(prepare(text).get(), on_row); }

  int64_t insert(const Statement& statement, const char*) override {
    run(statement, ignore);
    return sqlite3_last_insert_rowid(database_.get());
  }

  void begin(Durability durability, const std::vector<std::string>& queries,
             OnRow on_row) override {
    if (is_durable_ != (durability == Durability::durable)) {
      is_durable_ = !is_durable_;
      query(is_durable_ ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", ignore);
    }
    run(begin_, ignore);
    for (const std::string& text : queries) query(text, on_row);
  }

  void commit(const std::vector<Statement>& statements) override {
    for (const Statement& statement : statements) run(statement, ignore);
    run(commit_, ignore);
  }

  void rollback() noexcept override {
    if (!sqlite3_get_autocommit(database_.get()))
      sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }

  int64_t version() override {
    int64_t version = 0;
    run(version_, [&](const SqlRow& row) { version = integer_of(row.at(0)); });
    return version;
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct Reset {
    void operator()(sqlite3_stmt* statement) const { sqlite3_reset(statement); }
  };

  /// Waits by itself, as SQLite does not, for others that have just this moment the file open. One
  /// that keeps it open in the old mode has its way: all goes on, only slower.
  void use_wal() {
    for (int tries = 0; tries < 50; ++tries) try {
        return query("PRAGMA journal_mode = WAL", ignore);
      } catch (const SqlError& error) {
        if (error.kind != SqlError::Kind::away) throw;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
  }

  std::unique_ptr<sqlite3_stmt, Finalize> prepare(const std::string& text) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database_.get(), text.c_str(),
                                        static_cast<int>(text.size()), &statement, nullptr);
    if (code != SQLITE_OK) fail(code, "used");
    return std::unique_ptr<sqlite3_stmt, Finalize>(statement);
  }

  void bind(sqlite3_stmt* statement, const std::vector<SqlValue>& arguments) {
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
              return sqlite3_bind_text(statement, place, value.data(),
                                       static_cast<int>(value.size()), nullptr);
          },
          argument);
      if (code != SQLITE_OK) fail(code, "used");
    }
  }

  void step(sqlite3_stmt* statement, OnRow on_row) {
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

  static SqlValue value(sqlite3_stmt* statement, int column) {
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

  [[noreturn]] void fail(int code, const char* how) const {
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

  static SqlError::Kind kind_of(int code) {
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

  const std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>> prepared_;
  bool is_durable_ = false;
  const Statement begin_{"BEGIN IMMEDIATE"}, commit_{"COMMIT"}, version_{"PRAGMA data_version"};
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
