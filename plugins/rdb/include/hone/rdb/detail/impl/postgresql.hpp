// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/postgresql.hpp>
#include <hone/rdb/detail/text.hpp>
#include <hone/rdb/detail/url.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/text/json.hpp>
#include <hone/storages/storage.hpp>

#include <libpq-fe.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE PostgresqlConnection::PostgresqlConnection(const DatabaseUrl& url)
    : place_(url.place()) {
  std::vector<std::pair<const char*, const char*>> options = {{"connect_timeout", "10"},
                                                              {"tcp_user_timeout", "30000"},
                                                              {"application_name", "hone"},
                                                              {"dbname", url.database.c_str()}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) options.emplace_back(name, value.c_str());
  };
  add("host", url.host);
  add("port", url.port);
  add("user", url.user);
  add("password", url.password);
  for (const auto& [name, value] : url.options) add(name.c_str(), value);
  options.emplace_back("client_encoding", "UTF8");
  std::vector<const char*> names, values;
  for (const auto& [name, value] : options) names.push_back(name), values.push_back(value);
  names.push_back(nullptr), values.push_back(nullptr);
  session_.reset(PQconnectdbParams(names.data(), values.data(), 0));
  if (PQstatus(session_.get()) != CONNECTION_OK) refuse_connection();
  PQsetNoticeProcessor(
      session_.get(), [](void*, const char*) {}, nullptr);
  query(
      "SET extra_float_digits TO 3; SET datestyle TO ISO; SET SESSION CHARACTERISTICS AS "
      "TRANSACTION ISOLATION LEVEL READ COMMITTED",
      ignore);
}

HONE_INLINE const SqlDialect& PostgresqlConnection::dialect() const {
  static const SqlDialect postgresql = [] {
    SqlDialect d;
    d.name = "PostgreSQL";
    d.table_exists = "SELECT count(to_regclass(?))";
    d.for_update = " FOR UPDATE";
    // Both without a time zone, in the session's zone, as Optuna writes and compares them.
    d.seconds_since_heartbeat = "EXTRACT(EPOCH FROM (LOCALTIMESTAMP - heartbeat))";
    d.lock_tables = "SELECT pg_advisory_xact_lock(7526754)";
    d.may_forget = true;
    d.limits.step = kLargestInteger;
    d.id = "SERIAL NOT NULL";
    d.real = "FLOAT(53)";
    d.time = "TIMESTAMP WITHOUT TIME ZONE";
    d.direction = "studydirection";
    d.state = "trialstate";
    d.value_type = "trialvaluetype";
    d.intermediate_value_type = "trialintermediatevaluetype";
    d.before_tables = {
        "CREATE TYPE studydirection AS ENUM ('NOT_SET', 'MINIMIZE', 'MAXIMIZE')",
        "CREATE TYPE trialstate AS ENUM ('RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING')",
        "CREATE TYPE trialvaluetype AS ENUM ('FINITE', 'INF_POS', 'INF_NEG')",
        "CREATE TYPE trialintermediatevaluetype AS ENUM ('FINITE', 'INF_POS', 'INF_NEG', 'NAN')"};
    return d;
  }();
  return postgresql;
}

HONE_INLINE void PostgresqlConnection::run(const Statement& statement, OnRow on_row) {
  const Arguments arguments(statement);
  take(Result(PQexecPrepared(session_.get(), prepared(statement), arguments.count(),
                             arguments.values.data(), nullptr, nullptr, 0)),
       on_row);
}

HONE_INLINE void PostgresqlConnection::query(const std::string& text, OnRow on_row) {
  if (!PQsendQuery(session_.get(), text.c_str())) fail(nullptr);
  take_all(on_row);
}

HONE_INLINE int64_t PostgresqlConnection::insert(const Statement& statement,
                                                 const char* id_column) {
  int64_t id = 0;
  run({statement.text + " RETURNING " + id_column, statement.arguments},
      [&](const SqlRow& row) { id = integer_of(row.at(0)); });
  return id;
}

HONE_INLINE void PostgresqlConnection::begin(Durability durability,
                                             const std::vector<std::string>& queries,
                                             OnRow on_row) {
  std::string text = "BEGIN";
  if (durability == Durability::appended) text += "; SET LOCAL synchronous_commit TO OFF";
  for (const std::string& each : queries) text += "; " + each;
  query(text, on_row);
}

HONE_INLINE void PostgresqlConnection::commit(const std::vector<Statement>& statements) {
  for (const Statement& statement : statements) prepared(statement);
  PQenterPipelineMode(session_.get());
  bool sent = true;
  for (const Statement& statement : statements) {
    const Arguments arguments(statement);
    sent = sent && PQsendQueryPrepared(session_.get(), prepared(statement), arguments.count(),
                                       arguments.values.data(), nullptr, nullptr, 0);
  }
  sent = sent &&
         PQsendQueryParams(session_.get(), "COMMIT", 0, nullptr, nullptr, nullptr, nullptr, 0) &&
         PQpipelineSync(session_.get());
  if (!sent) fail(nullptr);
  Result failed;
  for (size_t i = 0; i <= statements.size(); ++i)
    while (Result result{PQgetResult(session_.get())})
      if (!failed && PQresultStatus(result.get()) != PGRES_COMMAND_OK) failed = std::move(result);
  const Result synced(PQgetResult(session_.get()));
  if (failed && PQresultStatus(failed.get()) != PGRES_PIPELINE_SYNC) {
    PQexitPipelineMode(session_.get());
    fail(failed.get());
  }
  if (!synced || !PQexitPipelineMode(session_.get())) fail(nullptr);
}

HONE_INLINE void PostgresqlConnection::rollback() noexcept {
  if (PQtransactionStatus(session_.get()) != PQTRANS_IDLE)
    PQclear(PQexec(session_.get(), "ROLLBACK"));
}

HONE_INLINE PostgresqlConnection::Arguments::Arguments(const Statement& statement) {
  texts.reserve(statement.arguments.size());
  for (const SqlValue& value : statement.arguments) {
    std::string text;
    if (const auto* integer = std::get_if<int64_t>(&value)) append_json(text, *integer);
    if (const auto* number = std::get_if<double>(&value)) append_json(text, *number);
    const auto* given = std::get_if<std::string>(&value);
    texts.push_back(std::move(text));
    values.push_back(std::holds_alternative<std::nullptr_t>(value) ? nullptr
                     : given                                       ? given->c_str()
                                                                   : texts.back().c_str());
  }
}

HONE_INLINE const char* PostgresqlConnection::prepared(const Statement& statement) {
  const auto known = prepared_.find(statement.text);
  if (known != prepared_.end()) return known->second.c_str();
  std::string text;
  int arguments = 0;
  for (const char c : statement.text)
    c == '?' ? text += '$' + std::to_string(++arguments) : text += c;
  const std::string name = "hone" + std::to_string(prepared_.size());
  const Result result(PQprepare(session_.get(), name.c_str(), text.c_str(), 0, nullptr));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get());
  return prepared_.emplace(statement.text, name).first->second.c_str();
}

HONE_INLINE void PostgresqlConnection::take_all(OnRow on_row) {
  Result failed;
  while (Result result{PQgetResult(session_.get())}) {
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_TUPLES_OK && !failed)
      take(std::move(result), on_row);
    else if (status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY && !failed)
      failed = std::move(result);
  }
  if (failed || PQstatus(session_.get()) != CONNECTION_OK) fail(failed.get());
}

HONE_INLINE void PostgresqlConnection::take(Result result, OnRow on_row) {
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(result.get());
  SqlRow row;
  for (int i = 0; i < PQntuples(result.get()); ++i) {
    row.clear();
    for (int column = 0; column < PQnfields(result.get()); ++column)
      row.push_back(value(result.get(), i, column));
    on_row(row);
  }
}

HONE_INLINE SqlValue PostgresqlConnection::value(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column)) return nullptr;
  const std::string text(PQgetvalue(result, row, column),
                         static_cast<size_t>(PQgetlength(result, row, column)));
  constexpr Oid kInt8 = 20, kInt2 = 21, kInt4 = 23, kFloat4 = 700, kFloat8 = 701;
  const Oid type = PQftype(result, column);
  if (type == kInt8 || type == kInt4 || type == kInt2) return int64_t{std::stoll(text)};
  if (type == kFloat8 || type == kFloat4) return number_from_text(text);
  return text;
}

HONE_INLINE void PostgresqlConnection::refuse_connection() const {
  const std::string why = message(nullptr);
  // libpq has no error code for this. A server that responds says FATAL, and why.
  bool may_come = why.find("FATAL") == std::string::npos && why.find("invalid") != 0;
  for (const char* passing :
       {"starting up", "shutting down", "recovery mode", "accepting connections",
        "too many clients", "remaining connection slots", "terminating connection"})
    may_come = may_come || why.find(passing) != std::string::npos;
  throw SqlError(may_come ? SqlError::Kind::away : SqlError::Kind::refused,
                 "hone: the PostgreSQL database " + place_ + " cannot be opened: " + why);
}

HONE_INLINE void PostgresqlConnection::fail(const PGresult* result) const {
  const char* const field = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const std::string state = field ? field : "";
  const std::string kind = state.substr(0, 2);
  const bool away = PQstatus(session_.get()) != CONNECTION_OK || state.empty() || kind == "08" ||
                    kind == "53" || kind == "57" || kind == "58";
  const bool conflict = kind == "40" || state == "55P03" || state == "23505";
  const bool bad_value = kind == "22" || kind == "23" || kind == "54" || state == "P0001";
  throw SqlError(away        ? SqlError::Kind::away
                 : conflict  ? SqlError::Kind::conflict
                 : bad_value ? SqlError::Kind::bad_value
                             : SqlError::Kind::refused,
                 "hone: the PostgreSQL database " + place_ + ": " + message(result));
}

HONE_INLINE std::string PostgresqlConnection::message(const PGresult* result) const {
  std::string text = result ? PQresultErrorMessage(result) : "";
  if (text.empty()) text = PQerrorMessage(session_.get());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text.empty() ? "the connection was lost" : text;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
