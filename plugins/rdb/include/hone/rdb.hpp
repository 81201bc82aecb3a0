// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb_options.hpp>
#include <hone/storages/storage.hpp>

#include <memory>
#include <string>

namespace hone {
inline namespace HONE_ABI {

/// Keeps studies in an SQL database, in Optuna's own tables. Workers on any number of machines, in
/// C++ and in Python, share a study, and optuna-dashboard shows it.
///
///   hone::Study study(hone::StudyOptions()
///                         .storage(hone::rdb("postgresql://user@host/optuna"))
///                         .study_name("net"));
///
/// URLs have Optuna's form: `sqlite:///file.db`, `postgresql://user:password@host:5432/name` and
/// `mysql://user@host/name`, with the client library's options after a "?", such as
/// `?sslmode=verify-full&sslrootcert=ca.pem`. Creates the tables if the database is empty.
///
/// The returned storage is thread-safe. A forked child opens its own connection. Throws
/// ArgumentError if the URL is invalid, and StorageError if the database cannot be used. No error
/// text contains the password.
std::shared_ptr<Storage> rdb(const std::string& url, RdbOptions options = {});

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/impl/rdb.hpp>
#endif
