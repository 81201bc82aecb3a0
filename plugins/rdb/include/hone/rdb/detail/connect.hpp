// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/url.hpp>
#include <hone/rdb_options.hpp>

#include <functional>
#include <memory>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Opens connections to one database, again whenever one is lost.
struct Connector {
  std::string place;  ///< for messages, such as "/tmp/a.db"; without user and password
  std::function<std::unique_ptr<Connection>()> open;
};

[[noreturn]] void refuse_dialect(const char* name, const char* package);

Connector connector(DatabaseUrl url, const RdbOptions& options);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/connect.hpp>
#endif
