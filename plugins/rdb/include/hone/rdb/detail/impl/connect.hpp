// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/rdb/detail/connect.hpp>
#include <hone/rdb/detail/url.hpp>
#include <hone/rdb_options.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#ifdef HONE_RDB_SQLITE
#include <hone/rdb/detail/sqlite.hpp>
#endif
#ifdef HONE_RDB_POSTGRESQL
#include <hone/rdb/detail/postgresql.hpp>
#endif
#ifdef HONE_RDB_MYSQL
#include <hone/rdb/detail/mysql.hpp>
#endif

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void refuse_dialect(const char* name, const char* package) {
  throw ArgumentError(std::string("hone: this program was built without ") + name +
                      "; build it with hone-rdb where " + package + " is installed");
}

HONE_INLINE Connector connector(DatabaseUrl url, const RdbOptions& options) {
  const auto busy_ms = static_cast<int>(std::min(10.0, options.patience().count()) * 1000);
  static_cast<void>(busy_ms);
  switch (url.dialect) {
    case DatabaseUrl::Dialect::sqlite: {
#ifdef HONE_RDB_SQLITE
      std::string path = url.database;
      if (path.front() != '/') {
        char* const here = ::getcwd(nullptr, 0);  // the directory now, not at a later reconnect
        if (here) path = std::string(here) + '/' + path;
        std::free(here);
      }
      return {path, [path, busy_ms] { return std::make_unique<SqliteConnection>(path, busy_ms); }};
#else
      refuse_dialect("SQLite", "libsqlite3-dev");
#endif
    }
    case DatabaseUrl::Dialect::postgresql:
#ifdef HONE_RDB_POSTGRESQL
      return {url.place(), [url] { return std::make_unique<PostgresqlConnection>(url); }};
#else
      refuse_dialect("PostgreSQL", "libpq-dev");
#endif
    case DatabaseUrl::Dialect::mysql:
    default:
#ifdef HONE_RDB_MYSQL
      return {url.place(), [url] { return std::make_unique<MysqlConnection>(url); }};
#else
      refuse_dialect("MySQL and MariaDB", "libmariadb-dev");
#endif
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
