// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>

#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Optuna's tables: those of alembic version v3.2.0.a, which every Optuna since 3.2 has.
class Schema {
 public:
  static constexpr const char* kVersion = "v3.2.0.a";

  /// Creates the tables if the database is empty. Throws StorageError if its tables have another
  /// version or belong to another program.
  static void ensure(Connection& connection, const std::string& place);

 private:
  static bool has_table(Connection& connection, const char* name) {
    return connection.count(Statement{connection.dialect().table_exists, {std::string(name)}}) > 0;
  }

  static void create(Connection& connection);

  static std::vector<std::string> tables(const SqlDialect& d);

  [[noreturn]] static void refuse(Connection& connection, const std::string& place,
                                  const std::string& version);
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/schema.hpp>
#endif
