// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/rdb_options.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE RdbOptions& RdbOptions::patience(std::chrono::duration<double> limit) {
  if (!(limit.count() >= 0))
    throw ArgumentError("hone: RdbOptions::patience is a time of at least 0 seconds");
  patience_ = limit;
  return *this;
}

HONE_INLINE RdbOptions& RdbOptions::on_wait(std::function<void(const std::string&)> say) {
  on_wait_ = std::move(say);
  return *this;
}

HONE_INLINE const std::function<void(const std::string&)>& RdbOptions::on_wait() const {
  return on_wait_;
}

}  // namespace HONE_ABI
}  // namespace hone
