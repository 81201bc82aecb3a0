// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/url.hpp>
#include <hone/storages/storage.hpp>

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A session with PostgreSQL. The statements of a transaction are sent together, so that it costs
/// two round trips: one to begin and lock, one to write and commit.
class PostgresqlConnection final : public Connection {
 public:
  explicit PostgresqlConnection(const DatabaseUrl& url);

  const SqlDialect& dialect() const override;

  void run(const Statement& statement, OnRow on_row) override;

  void query(const std::string& text, OnRow on_row) override;

  int64_t insert(const Statement& statement, const char* id_column) override;

  void begin(Durability durability, const std::vector<std::string>& queries, OnRow on_row) override;

  void commit(const std::vector<Statement>& statements) override;

  void rollback() noexcept override;

 private:
  struct Finish {
    void operator()(PGconn* session) const { PQfinish(session); }
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, Clear>;

  /// A statement's arguments as text, which is exact.
  struct Arguments {
    explicit Arguments(const Statement& statement);
    int count() const { return static_cast<int>(values.size()); }

    std::vector<std::string> texts;
    std::vector<const char*> values;
  };

  const char* prepared(const Statement& statement);

  void take_all(OnRow on_row);

  void take(Result result, OnRow on_row);

  static SqlValue value(const PGresult* result, int row, int column);

  [[noreturn]] void refuse_connection() const;

  [[noreturn]] void fail(const PGresult* result) const;

  /// As a single line.
  std::string message(const PGresult* result) const;

  const std::string place_;
  std::unique_ptr<PGconn, Finish> session_;
  std::unordered_map<std::string, std::string> prepared_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/postgresql.hpp>
#endif
