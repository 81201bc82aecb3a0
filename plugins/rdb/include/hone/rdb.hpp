// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb_options.hpp>
#include <hone/storages/storage.hpp>

#include <memory>
#include <string>

namespace hone {
inline namespace HONE_ABI {

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
std::shared_ptr<Storage> rdb(const std::string& url, RdbOptions options = {});

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/impl/rdb.hpp>
#endif
