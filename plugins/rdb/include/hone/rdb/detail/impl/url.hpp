// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/rdb/detail/url.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE DatabaseUrl DatabaseUrl::parse(const std::string& text) {
  const size_t colon = text.find("://");
  if (colon == std::string::npos)
    refuse(
        "a database is named as sqlite:///file.db, postgresql://user@host/name or "
        "mysql://user@host/name, and this has no \"://\"");
  DatabaseUrl url;
  url.dialect = dialect_of(text.substr(0, colon));
  std::string_view rest = std::string_view(text).substr(colon + 3);
  const size_t question = rest.find('?');
  if (question != rest.npos) {
    url.read_options(rest.substr(question + 1));
    rest = rest.substr(0, question);
  }
  const size_t slash = rest.find('/');
  if (slash != rest.npos) url.database = decoded(rest.substr(slash + 1));
  url.read_host(rest.substr(0, slash));
  if (url.dialect == Dialect::sqlite)
    url.check_file();
  else if (url.database.empty())
    refuse("it names no database; the end of the address does: " + url.place() + "name");
  return url;
}

HONE_INLINE std::string DatabaseUrl::place() const {
  if (dialect == Dialect::sqlite) return database;
  return (host.empty() ? "localhost" : host) + (port.empty() ? "" : ':' + port) + '/' + database;
}

HONE_INLINE const std::string* DatabaseUrl::option(std::string_view name) const {
  for (const auto& [key, value] : options)
    if (key == name) return &value;
  return nullptr;
}

HONE_INLINE void DatabaseUrl::refuse(const std::string& why) {
  throw ArgumentError("hone: the address of a database: " + why);
}

HONE_INLINE DatabaseUrl::Dialect DatabaseUrl::dialect_of(const std::string& scheme) {
  const std::string name = scheme.substr(0, scheme.find('+'));
  if (name == "sqlite") return Dialect::sqlite;
  if (name == "postgresql") return Dialect::postgresql;
  if (name == "mysql" || name == "mariadb") return Dialect::mysql;
  refuse("\"" + name +
         "\" is no kind of database; there are sqlite, postgresql, mysql and mariadb");
}

HONE_INLINE std::string DatabaseUrl::decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string result;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool coded = text[at] == '%' && at + 2 < text.size() && digit(text[at + 1]) >= 0 &&
                       digit(text[at + 2]) >= 0;
    result += coded ? static_cast<char>(digit(text[at + 1]) * 16 + digit(text[at + 2])) : text[at];
    if (coded) at += 2;
  }
  return result;
}

HONE_INLINE void DatabaseUrl::read_host(std::string_view text) {
  const size_t at = text.rfind('@');
  if (at != text.npos) {
    const std::string_view who = text.substr(0, at);
    const size_t colon = who.find(':');
    user = decoded(who.substr(0, colon));
    if (colon != who.npos) password = decoded(who.substr(colon + 1));
    text = text.substr(at + 1);
  }
  const size_t bracket = text.find(']');  // of an IPv6 address
  const size_t colon = text.find(':', bracket == text.npos ? 0 : bracket);
  if (colon != text.npos) port = text.substr(colon + 1);
  if (port.find_first_not_of("0123456789") != std::string::npos)
    refuse("the port is no number; a password with @, / or : in it is written with %40, %2F, %3A");
  host = decoded(text.substr(0, colon));
  if (bracket != text.npos && host.size() > 2) host = host.substr(1, host.size() - 2);
}

HONE_INLINE void DatabaseUrl::read_options(std::string_view text) {
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find('&'));
    const size_t equals = one.find('=');
    if (equals == one.npos || equals == 0)
      refuse("its options, after \"?\", are of the form name=value&name=value");
    options.emplace_back(decoded(one.substr(0, equals)), decoded(one.substr(equals + 1)));
    text = one.size() < text.size() ? text.substr(one.size() + 1) : std::string_view();
  }
}

HONE_INLINE void DatabaseUrl::check_file() const {
  if (!host.empty() || !user.empty())
    refuse(
        "sqlite has three slashes before a file's name, and four before an absolute one: "
        "sqlite:///file.db, sqlite:////tmp/file.db");
  if (database.empty() || database == ":memory:")
    refuse("sqlite without a file; a study that is given no storage is in memory");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
