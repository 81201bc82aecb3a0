// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/rdb/connect.hpp>
#include <hone/detail/rdb/storage.hpp>
#include <hone/rdb_options.hpp>

#include <memory>
#include <string>
#include <utility>

namespace hone {
inline namespace v0 {

/// Keeps studies in an SQL database, in Optuna's own tables: workers on any number of machines, in
/// C++ and in Python, work on one study, and optuna-dashboard shows it.
///
///   hone::Study study(hone::StudyOptions()
///                         .storage(hone::rdb("postgresql://user@host/optuna"))
///                         .study_name("net"));
///
/// The addresses are Optuna's: `sqlite:///file.db`, `postgresql://user:password@host:5432/name` and
/// `mysql://user@host/name`, with the client library's options after a "?", such as
/// `?sslmode=verify-full&sslrootcert=ca.pem`. The tables are made where the database is empty.
///
/// Any thread may call any method of what it returns. A forked child connects anew. Throws
/// ArgumentError where the address is none, and StorageError where the database cannot be used; no
/// text of an error holds the password.
inline std::shared_ptr<Storage> rdb(const std::string& url, RdbOptions options = {}) {
  return std::make_shared<detail::RdbStorage>(
      detail::connector(detail::DatabaseUrl::parse(url), options), std::move(options));
}

}  // namespace v0
}  // namespace hone
