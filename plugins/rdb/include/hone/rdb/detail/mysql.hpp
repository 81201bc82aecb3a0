// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/url.hpp>
#include <hone/storages/storage.hpp>

#include <mysql.h>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A session with MySQL or MariaDB.
class MysqlConnection final : public Connection {
 public:
  explicit MysqlConnection(const DatabaseUrl& url);

  const SqlDialect& dialect() const override { return dialect_; }

  void run(const Statement& statement, OnRow on_row) override;

  void query(const std::string& text, OnRow on_row) override;

  int64_t insert(const Statement& statement, const char*) override;

  void begin(Durability, const std::vector<std::string>& queries, OnRow on_row) override;

  void commit(const std::vector<Statement>& statements) override;

  void rollback() noexcept override { mysql_rollback(session_.get()); }

 private:
  using Flag = std::remove_pointer_t<decltype(MYSQL_BIND::is_null)>;
  struct End {
    void operator()(MYSQL* session) const { mysql_close(session); }
  };
  struct Close {
    void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
  };
  struct Free {
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
  };

  static SqlDialect mysql();

  /// The options after the URL's "?", by PyMySQL's names. Returns the socket's path.
  std::string set_options(const DatabaseUrl& url);

  /// Rejects a server whose certificate is not in ssl_ca, or is not for its name.
  void verify(const std::string& value);

  /// Reads the size limit of texts: 65535 bytes for TEXT, unless the columns were made wider.
  void find_limits();

  void execute(const char* text) {
    if (mysql_query(session_.get(), text) != 0) fail();
  }

  std::unique_ptr<MYSQL_STMT, Close> prepare(const std::string& text);

  void execute(MYSQL_STMT* statement, const std::vector<SqlValue>& arguments, OnRow on_row);

  static void bind(MYSQL_BIND& to, const SqlValue& value);

  /// A column of a result: numbers as such, everything else as text.
  struct Column {
    int64_t integer = 0;
    double number = 0;
    std::vector<char> text = {};
    unsigned long length = 0;
    Flag is_null = 0;
  };

  void fetch(MYSQL_STMT* statement, MYSQL_RES* result, OnRow on_row);

  static bool is_integer(enum_field_types type);

  static SqlValue value(const MYSQL_BIND& bind, const Column& column);

  [[noreturn]] void fail(MYSQL_STMT* statement) const {
    fail(mysql_stmt_errno(statement), mysql_stmt_error(statement), mysql_stmt_sqlstate(statement));
  }
  [[noreturn]] void fail() const;
  [[noreturn]] void fail(unsigned code, const std::string& why, const std::string& state) const;

  const std::string place_;
  SqlDialect dialect_ = mysql();
  std::unique_ptr<MYSQL, End> session_;
  std::unordered_map<std::string, std::unique_ptr<MYSQL_STMT, Close>> prepared_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/mysql.hpp>
#endif
