// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A database's URL in the form of Optuna and SQLAlchemy:
///
///   dialect[+driver]://[user[:password]@][host][:port]/database[?option=value&...]
///
/// The driver is for Python and is ignored. User, password, database and options may be
/// percent-encoded. No error text contains the password; only `password` does.
struct DatabaseUrl {
  enum class Dialect { sqlite, postgresql, mysql };

  Dialect dialect = Dialect::sqlite;
  std::string user, password, host, port, database;
  std::vector<std::pair<std::string, std::string>> options;

  /// Throws ArgumentError if the text is not such a URL.
  static DatabaseUrl parse(const std::string& text);

  /// For messages: without user and password.
  std::string place() const;

  const std::string* option(std::string_view name) const;

 private:
  [[noreturn]] static void refuse(const std::string& why);

  static Dialect dialect_of(const std::string& scheme);

  static std::string decoded(std::string_view text);

  void read_host(std::string_view text);

  void read_options(std::string_view text);

  void check_file() const;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/url.hpp>
#endif
