// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/warnings.hpp>

#include <functional>
#include <mutex>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE MlflowWarnings::MlflowWarnings(std::function<void(const std::string&)> handler)
    : handler_(std::move(handler)) {}

HONE_INLINE void MlflowWarnings::operator()(const std::string& cause,
                                            const std::string& text) noexcept {
  try {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (handler_ && told_.insert(cause).second) handler_(text);
  } catch (...) {  // an exception of the handler must not stop the training
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
