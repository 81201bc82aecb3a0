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

/// A statement with its `?`s filled in; the text is the same each time, so that it is prepared
/// once.
struct Statement {
  std::string text;
  std::vector<SqlValue> arguments = {};
};

/// What a database answered instead of doing what it was asked. No text holds a password.
class SqlError : public StorageError {
 public:
  enum class Kind {
    away,       ///< it cannot be reached, or is locked: wait, and try again
    conflict,   ///< somebody else was in the way: roll back, and try again at once
    bad_value,  ///< it cannot hold what it was given, and will say so each time
    refused,    ///< it cannot be used at all, until somebody mends it
  };
  SqlError(Kind its_kind, const std::string& text) : StorageError(text), kind(its_kind) {}
  const Kind kind;

  /// Whether trying again helps.
  bool is_passing() const { return kind == Kind::away || kind == Kind::conflict; }
};

/// What the columns of Optuna's tables can hold in a database.
struct SqlLimits {
  int64_t step = std::numeric_limits<int64_t>::max();  ///< a report's, either way from zero
  size_t text = std::numeric_limits<size_t>::max();    ///< bytes of a value's JSON
};
/// Of INTEGER, where that has 32 bits.
inline constexpr int64_t kLargestInteger = std::numeric_limits<int32_t>::max();

/// Where the three databases differ.
struct SqlDialect {
  const char* name = "";
  const char* table_exists = "";  ///< how many tables there are of the name `?`
  const char* for_update = "";    ///< locks the rows that a SELECT gives
  const char* seconds_since_heartbeat = "";
  const char* lock_tables = "";  ///< taken while tables are made, where a transaction is not enough
  const char* unlock_tables = "";
  bool upserts_by_duplicate_key = false;  ///< ON DUPLICATE KEY UPDATE, not ON CONFLICT
  bool may_forget = false;  ///< a commit that was not durable is lost where the server crashes
  SqlLimits limits = {};

  // The types of columns.
  const char* id = "";                   ///< a number that the database gives each new row
  const char* indexed = "VARCHAR(512)";  ///< a name: other characters make another name
  const char* real = "";
  const char* time = "";
  const char* direction = "";
  const char* state = "";
  const char* value_type = "";
  const char* intermediate_value_type = "";
  std::vector<const char*> before_tables = {};  ///< makes the types that are not there

  /// INSERT, or UPDATE of the last column where the two before it are there already; `columns` are
  /// named with commas, `key` is the pair.
  std::string upsert(const std::string& table, const std::string& columns, const std::string& key,
                     const std::vector<std::string>& set) const;

  /// A trial's worker is alive, by the database's own clock. Does nothing where the study has no
  /// such trial, or no more.
  Statement heartbeat(int64_t study_id, int64_t trial_id) const;
};

/// One session with a database. One thread at a time. Every method throws SqlError; after one of
/// kind `away` the connection is of no more use.
///
/// An interface, and no template parameter, because a URL chooses it when the program runs.
class Connection {
 public:
  virtual ~Connection() = default;

  virtual const SqlDialect& dialect() const = 0;
  /// Runs a statement that is prepared once.
  virtual void run(const Statement& statement, OnRow on_row) = 0;
  /// Runs a text that will not come again.
  virtual void query(const std::string& text, OnRow on_row) = 0;
  /// An INSERT; the id that the new row was given in `id_column`.
  virtual int64_t insert(const Statement& statement, const char* id_column) = 0;
  /// Begins a transaction, and runs these queries in it: their rows come one after another.
  virtual void begin(Durability durability, const std::vector<std::string>& queries,
                     OnRow on_row) = 0;
  /// Runs the statements and commits. Where this throws `away`, nobody knows whether it did.
  virtual void commit(const std::vector<Statement>& statements) = 0;
  virtual void rollback() noexcept = 0;
  /// Stays the same for as long as nobody else changes anything; -1 where that is not known.
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
