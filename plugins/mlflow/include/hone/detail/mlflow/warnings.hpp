// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace hone {
inline namespace v0 {
namespace detail {

/// Tells the user what goes wrong, once a cause. Any thread.
class MlflowWarnings {
 public:
  explicit MlflowWarnings(std::function<void(const std::string&)> handler)
      : handler_(std::move(handler)) {}

  void operator()(const std::string& cause, const std::string& text) noexcept {
    try {
      const std::lock_guard<std::mutex> guard(mutex_);
      if (handler_ && told_.insert(cause).second) handler_(text);
    } catch (...) {  // a handler that throws is no reason to stop a training
    }
  }

 private:
  const std::function<void(const std::string&)> handler_;
  std::mutex mutex_;
  std::set<std::string> told_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
