// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/storages/storage.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

using SqlValue = std::variant<std::nullptr_t, int64_t, double, std::string>;
using SqlRow = std::vector<SqlValue>;
using OnRow = FunctionRef<void(const SqlRow&)>;
inline constexpr auto ignore = [](const SqlRow&) {};

int64_t integer_of(const SqlValue& value);
const std::string& text_of(const SqlValue& value);

/// A statement with values for its `?`s. Each distinct text is prepared once, so keep the text the
/// same for all values.
struct Statement {
  std::string text;
  std::vector<SqlValue> arguments = {};
};

/// An error from a database. The text never contains a password.
class SqlError : public StorageError {
 public:
  enum class Kind {
    away,       ///< unreachable or locked: wait, and try again
    conflict,   ///< another session interfered: roll back, and try again at once
    bad_value,  ///< it cannot hold the value: trying again does not help
    refused,    ///< it cannot be used until a person repairs it
  };
  SqlError(Kind its_kind, const std::string& text) : StorageError(text), kind(its_kind) {}
  const Kind kind;

  /// Whether trying again may help.
  bool is_passing() const { return kind == Kind::away || kind == Kind::conflict; }
};

/// What the columns of Optuna's tables can hold in a database.
struct SqlLimits {
  int64_t step = std::numeric_limits<int64_t>::max();  ///< limit of a report's |step|
  size_t text = std::numeric_limits<size_t>::max();    ///< size limit of a value's JSON, in bytes
};
/// The largest value of an INTEGER of 32 bits.
inline constexpr int64_t kLargestInteger = std::numeric_limits<int32_t>::max();

/// The differences between the three databases.
struct SqlDialect {
  const char* name = "";
  const char* table_exists = "";  ///< counts the tables named `?`
  const char* for_update = "";    ///< locks the rows that a SELECT returns
  const char* seconds_since_heartbeat = "";
  const char* lock_tables = "";  ///< held while tables are created, if a transaction is not enough
  const char* unlock_tables = "";
  bool upserts_by_duplicate_key = false;  ///< ON DUPLICATE KEY UPDATE instead of ON CONFLICT
  bool may_forget = false;                ///< a server crash loses commits that were not durable
  SqlLimits limits = {};

  // Column types.
  const char* id = "";                   ///< a number that the database assigns to each new row
  const char* indexed = "VARCHAR(512)";  ///< a name, compared exactly
  const char* real = "";
  const char* time = "";
  const char* direction = "";
  const char* state = "";
  const char* value_type = "";
  const char* intermediate_value_type = "";
  std::vector<const char*> before_tables = {};  ///< creates types, before the tables

  /// An INSERT that instead updates the columns `set` if a row with this `key` exists. `columns`
  /// and `key` are column names, separated by commas.
  std::string upsert(const std::string& table, const std::string& columns, const std::string& key,
                     const std::vector<std::string>& set) const;

  /// Records that a trial's worker is alive, by the database's own clock. Does nothing if the study
  /// does not (or no longer) have this trial.
  Statement heartbeat(int64_t study_id, int64_t trial_id) const;
};

/// A session with a database. Not thread-safe. Methods throw SqlError. After one of kind `away` the
/// connection must not be used again.
///
/// An interface and not a template parameter, because the URL selects it at run time.
class Connection {
 public:
  virtual ~Connection() = default;

  virtual const SqlDialect& dialect() const = 0;
  /// Runs a statement, which is prepared once.
  virtual void run(const Statement& statement, OnRow on_row) = 0;
  /// Runs a text that is not repeated.
  virtual void query(const std::string& text, OnRow on_row) = 0;
  /// Runs an INSERT. Returns the id of the new row, in `id_column`.
  virtual int64_t insert(const Statement& statement, const char* id_column) = 0;
  /// Begins a transaction and runs these queries in it. `on_row` gets their rows in order.
  virtual void begin(Durability durability, const std::vector<std::string>& queries,
                     OnRow on_row) = 0;
  /// Runs the statements and commits. If this throws `away`, it is unknown whether they were
  /// committed.
  virtual void commit(const std::vector<Statement>& statements) = 0;
  virtual void rollback() noexcept = 0;
  /// Returns the same number until another session changes something; -1 if unknown.
  virtual int64_t version() { return -1; }

  void run(const Statement& statement) { run(statement, ignore); }
  int64_t count(const Statement& statement);
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/connection.hpp>
#endif
