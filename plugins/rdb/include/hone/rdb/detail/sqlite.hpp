// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>
#include <hone/storages/storage.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// An SQLite file, opened in WAL mode: readers do not wait for a writer. A transaction that writes
/// takes the one write lock when it begins (BEGIN IMMEDIATE), so it never has to be undone because
/// of another one.
class SqliteConnection final : public Connection {
 public:
  /// Creates the file if it does not exist. Waits up to `busy_ms` milliseconds for locks.
  SqliteConnection(const std::string& path, int busy_ms);

  const SqlDialect& dialect() const override;

  void run(const Statement& statement, OnRow on_row) override;

  void query(const std::string& text, OnRow on_row) override;

  int64_t insert(const Statement& statement, const char*) override;

  void begin(Durability durability, const std::vector<std::string>& queries, OnRow on_row) override;

  void commit(const std::vector<Statement>& statements) override;

  void rollback() noexcept override;

  int64_t version() override;

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

  /// Retries while others are opening the file, because SQLite does not wait for this. If another
  /// process keeps it open in the old mode, that mode stays: everything works, but slower.
  void use_wal();

  std::unique_ptr<sqlite3_stmt, Finalize> prepare(const std::string& text);

  void bind(sqlite3_stmt* statement, const std::vector<SqlValue>& arguments);

  void step(sqlite3_stmt* statement, OnRow on_row);

  static SqlValue value(sqlite3_stmt* statement, int column);

  [[noreturn]] void fail(int code, const char* how) const;

  static SqlError::Kind kind_of(int code);

  const std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>> prepared_;
  bool is_durable_ = false;
  const Statement begin_{"BEGIN IMMEDIATE"}, commit_{"COMMIT"}, version_{"PRAGMA data_version"};
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/sqlite.hpp>
#endif
