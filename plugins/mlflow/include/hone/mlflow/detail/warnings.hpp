// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <functional>
#include <mutex>
#include <set>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Reports problems to the user, once per cause. Thread-safe.
class MlflowWarnings {
 public:
  explicit MlflowWarnings(std::function<void(const std::string&)> handler);

  void operator()(const std::string& cause, const std::string& text) noexcept;

 private:
  const std::function<void(const std::string&)> handler_;
  std::mutex mutex_;
  std::set<std::string> told_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/warnings.hpp>
#endif
