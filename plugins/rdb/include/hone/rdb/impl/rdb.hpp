// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb.hpp>
#include <hone/rdb/detail/connect.hpp>
#include <hone/rdb/detail/storage.hpp>
#include <hone/rdb/detail/url.hpp>

#include <memory>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE std::shared_ptr<Storage> rdb(const std::string& url, RdbOptions options) {
  return std::make_shared<detail::RdbStorage>(
      detail::connector(detail::DatabaseUrl::parse(url), options), std::move(options));
}

}  // namespace HONE_ABI
}  // namespace hone
