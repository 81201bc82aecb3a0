// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/mysql.hpp>
#include <hone/rdb/detail/url.hpp>
#include <hone/records/detail/function_ref.hpp>

#include <mysql.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE MysqlConnection::MysqlConnection(const DatabaseUrl& url)
    : place_(url.place()), session_(mysql_init(nullptr)) {
  const std::string socket = set_options(url);
  const auto port = static_cast<unsigned>(url.port.empty() ? 0 : std::stoul(url.port));
  const auto text = [](const std::string& given) {
    return given.empty() ? nullptr : given.c_str();
  };
  if (!mysql_real_connect(session_.get(), text(url.host), text(url.user), text(url.password),
                          url.database.c_str(), port, text(socket), 0))
    fail();
  execute("SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')");
  execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  find_limits();
}

HONE_INLINE void MysqlConnection::run(const Statement& statement, OnRow on_row) {
  std::unique_ptr<MYSQL_STMT, Close>& known = prepared_[statement.text];
  if (!known) known = prepare(statement.text);
  execute(known.get(), statement.arguments, on_row);
}

HONE_INLINE void MysqlConnection::query(const std::string& text, OnRow on_row) {
  execute(prepare(text).get(), {}, on_row);
}

HONE_INLINE int64_t MysqlConnection::insert(const Statement& statement, const char*) {
  run(statement, ignore);
  return static_cast<int64_t>(mysql_insert_id(session_.get()));
}

HONE_INLINE void MysqlConnection::begin(Durability, const std::vector<std::string>& queries,
                                        OnRow on_row) {
  execute("START TRANSACTION");
  for (const std::string& text : queries) query(text, on_row);
}

HONE_INLINE void MysqlConnection::commit(const std::vector<Statement>& statements) {
  for (const Statement& statement : statements) run(statement, ignore);
  execute("COMMIT");
}

HONE_INLINE SqlDialect MysqlConnection::mysql() {
  SqlDialect d;
  d.name = "MySQL";
  d.table_exists =
      "SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND "
      "table_name = ?";
  d.for_update = " FOR UPDATE";
  d.seconds_since_heartbeat = "TIMESTAMPDIFF(SECOND, heartbeat, CURRENT_TIMESTAMP)";
  d.lock_tables = "SELECT GET_LOCK(CONCAT('hone ', DATABASE()), 60)";
  d.unlock_tables = "SELECT RELEASE_LOCK(CONCAT('hone ', DATABASE()))";
  d.upserts_by_duplicate_key = true;
  d.id = "INTEGER NOT NULL AUTO_INCREMENT";
  // The server's default collation treats "a" and "A" as the same name.
  d.indexed = "VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
  d.real = "FLOAT(53)";
  d.time = "DATETIME";
  d.direction = "ENUM('NOT_SET','MINIMIZE','MAXIMIZE')";
  d.state = "ENUM('RUNNING','COMPLETE','PRUNED','FAIL','WAITING')";
  d.value_type = "ENUM('FINITE','INF_POS','INF_NEG')";
  d.intermediate_value_type = "ENUM('FINITE','INF_POS','INF_NEG','NAN')";
  d.limits.step = kLargestInteger;
  return d;
}

HONE_INLINE std::string MysqlConnection::set_options(const DatabaseUrl& url) {
  unsigned connect_timeout = 10, read_timeout = 60, write_timeout = 60;
  std::string socket;
  mysql_options(session_.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  for (const auto& [name, value] : url.options) {
    const auto number = [&value = value] {
      return static_cast<unsigned>(std::strtoul(value.c_str(), nullptr, 10));
    };
    if (name == "unix_socket")
      socket = value;
    else if (name == "connect_timeout")
      connect_timeout = number();
    else if (name == "read_timeout")
      read_timeout = number();
    else if (name == "write_timeout")
      write_timeout = number();
    else if (name == "ssl_ca")
      mysql_options(session_.get(), MYSQL_OPT_SSL_CA, value.c_str());
    else if (name == "ssl_capath")
      mysql_options(session_.get(), MYSQL_OPT_SSL_CAPATH, value.c_str());
    else if (name == "ssl_cert")
      mysql_options(session_.get(), MYSQL_OPT_SSL_CERT, value.c_str());
    else if (name == "ssl_key")
      mysql_options(session_.get(), MYSQL_OPT_SSL_KEY, value.c_str());
    else if (name == "ssl_cipher")
      mysql_options(session_.get(), MYSQL_OPT_SSL_CIPHER, value.c_str());
    else if (name == "ssl_verify_cert" || name == "ssl_verify_identity")
      verify(value);
    else if (name != "charset")
      throw ArgumentError("hone: the address of a MySQL database has the option \"" + name +
                          "\"; there are unix_socket, connect_timeout, read_timeout, "
                          "write_timeout, ssl_ca, ssl_capath, ssl_cert, ssl_key, ssl_cipher, "
                          "ssl_verify_cert, ssl_verify_identity and charset");
  }
  mysql_options(session_.get(), MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
  mysql_options(session_.get(), MYSQL_OPT_READ_TIMEOUT, &read_timeout);
  mysql_options(session_.get(), MYSQL_OPT_WRITE_TIMEOUT, &write_timeout);
  const unsigned tcp = MYSQL_PROTOCOL_TCP;  // also for "localhost", as in Python
  if (socket.empty() && !url.host.empty()) mysql_options(session_.get(), MYSQL_OPT_PROTOCOL, &tcp);
  return socket;
}

HONE_INLINE void MysqlConnection::verify(const std::string& value) {
  Flag on = value == "true" || value == "True" || value == "1";
  if (!on) return;
#ifdef MARIADB_BASE_VERSION
  mysql_options(session_.get(), MYSQL_OPT_SSL_ENFORCE, &on);
  mysql_options(session_.get(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on);
#else
  const unsigned mode = SSL_MODE_VERIFY_IDENTITY;
  mysql_options(session_.get(), MYSQL_OPT_SSL_MODE, &mode);
#endif
}

HONE_INLINE void MysqlConnection::find_limits() {
  int64_t bytes = 0;
  query(
      "SELECT MAX(character_octet_length) FROM information_schema.columns WHERE table_schema = "
      "DATABASE() AND column_name IN ('value_json', 'distribution_json')",
      [&](const SqlRow& row) { bytes = integer_of(row.at(0)); });
  dialect_.limits.text = bytes > 0 ? static_cast<size_t>(bytes) : 65535;
}

HONE_INLINE std::unique_ptr<MYSQL_STMT, MysqlConnection::Close> MysqlConnection::prepare(
    const std::string& text) {
  std::unique_ptr<MYSQL_STMT, Close> statement(mysql_stmt_init(session_.get()));
  const Flag on = 1;
  mysql_stmt_attr_set(statement.get(), STMT_ATTR_UPDATE_MAX_LENGTH, &on);
  if (mysql_stmt_prepare(statement.get(), text.data(), text.size()) != 0) fail(statement.get());
  return statement;
}

HONE_INLINE void MysqlConnection::execute(MYSQL_STMT* statement,
                                          const std::vector<SqlValue>& arguments, OnRow on_row) {
  std::vector<MYSQL_BIND> binds(arguments.size());
  for (size_t i = 0; i < arguments.size(); ++i) bind(binds[i], arguments[i]);
  if ((!binds.empty() && mysql_stmt_bind_param(statement, binds.data()) != 0) ||
      mysql_stmt_execute(statement) != 0)
    fail(statement);
  const std::unique_ptr<MYSQL_RES, Free> columns(mysql_stmt_result_metadata(statement));
  if (columns) fetch(statement, columns.get(), on_row);
  mysql_stmt_free_result(statement);
}

HONE_INLINE void MysqlConnection::bind(MYSQL_BIND& to, const SqlValue& value) {
  to = MYSQL_BIND();
  to.buffer_type = MYSQL_TYPE_NULL;
  const auto point = [&to](enum_field_types type, const void* data, size_t size) {
    to.buffer_type = type;
    to.buffer = const_cast<void*>(data);
    to.buffer_length = static_cast<unsigned long>(size);
  };
  if (const auto* integer = std::get_if<int64_t>(&value))
    point(MYSQL_TYPE_LONGLONG, integer, sizeof *integer);
  if (const auto* number = std::get_if<double>(&value))
    point(MYSQL_TYPE_DOUBLE, number, sizeof *number);
  if (const auto* text = std::get_if<std::string>(&value))
    point(MYSQL_TYPE_STRING, text->data(), text->size());
}

HONE_INLINE void MysqlConnection::fetch(MYSQL_STMT* statement, MYSQL_RES* result, OnRow on_row) {
  const unsigned count = mysql_num_fields(result);
  std::vector<MYSQL_BIND> binds(count);
  std::vector<Column> columns(count);
  if (mysql_stmt_store_result(statement) != 0) fail(statement);
  const std::unique_ptr<MYSQL_RES, Free> stored(mysql_stmt_result_metadata(statement));
  const MYSQL_FIELD* const fields = mysql_fetch_fields(stored.get());
  for (unsigned i = 0; i < count; ++i) {
    MYSQL_BIND& to = binds[i] = MYSQL_BIND();
    Column& column = columns[i];
    to.is_null = &column.is_null;
    to.length = &column.length;
    if (is_integer(fields[i].type)) {
      to.buffer_type = MYSQL_TYPE_LONGLONG;
      to.buffer = &column.integer;
    } else if (fields[i].type == MYSQL_TYPE_DOUBLE || fields[i].type == MYSQL_TYPE_FLOAT) {
      to.buffer_type = MYSQL_TYPE_DOUBLE;
      to.buffer = &column.number;
    } else {
      // For a time, max_length is that of its binary form, so leave room for its text.
      column.text.resize(fields[i].max_length + 64);
      to.buffer_type = MYSQL_TYPE_STRING;
      to.buffer = column.text.data();
      to.buffer_length = static_cast<unsigned long>(column.text.size());
    }
  }
  if (mysql_stmt_bind_result(statement, binds.data()) != 0) fail(statement);
  SqlRow row;
  int status;
  while ((status = mysql_stmt_fetch(statement)) == 0) {
    row.clear();
    for (unsigned i = 0; i < count; ++i) row.push_back(value(binds[i], columns[i]));
    on_row(row);
  }
  if (status != MYSQL_NO_DATA) fail(statement);
}

HONE_INLINE bool MysqlConnection::is_integer(enum_field_types type) {
  return type == MYSQL_TYPE_LONGLONG || type == MYSQL_TYPE_LONG || type == MYSQL_TYPE_SHORT ||
         type == MYSQL_TYPE_TINY || type == MYSQL_TYPE_INT24;
}

HONE_INLINE SqlValue MysqlConnection::value(const MYSQL_BIND& bind, const Column& column) {
  if (column.is_null) return nullptr;
  if (bind.buffer_type == MYSQL_TYPE_LONGLONG) return column.integer;
  if (bind.buffer_type == MYSQL_TYPE_DOUBLE) return column.number;
  return std::string(column.text.data(), column.length);
}

HONE_INLINE void MysqlConnection::fail() const {
  MYSQL* const session = session_.get();
  fail(mysql_errno(session), mysql_error(session), mysql_sqlstate(session));
}

HONE_INLINE void MysqlConnection::fail(unsigned code, const std::string& why,
                                       const std::string& state) const {
  SqlError::Kind kind = SqlError::Kind::refused;
  switch (code) {
    case 2002:
    case 2003:
    case 2006:
    case 2013:
    case 2055:  // no connection, or a lost one
    case 1040:
    case 1053:
    case 1077:
    case 1158:
    case 1159:
    case 1160:
    case 1161:
    case 1203:
    case 1317:
    case 1927:
    case 2026:
    case 4031:
      kind = SqlError::Kind::away;
      break;
    case 1020:
    case 1062:
    case 1205:
    case 1213:  // changed, duplicate, lock wait, deadlock
      kind = SqlError::Kind::conflict;
      break;
    case 1153:
    case 2020:
    case 1265:
    case 1366:
    case 3819:
    case 4025:  // larger than a packet, wrong for its column, violates a CHECK
      kind = SqlError::Kind::bad_value;
      break;
    default:
      for (const char* bad_value : {"22", "23", "45"})
        if (state.substr(0, 2) == bad_value) kind = SqlError::Kind::bad_value;
      break;
  }
  throw SqlError(kind, "hone: the MySQL database " + place_ + ": " +
                           (why.empty() ? "error " + std::to_string(code) : why));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
