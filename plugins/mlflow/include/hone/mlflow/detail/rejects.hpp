// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// What the server rejected permanently: lines in the file `rejected.jsonl`, each with its reason,
/// and a warning. Not thread-safe.
class MlflowRejects {
 public:
  using Warn = std::function<void(const std::string& cause, const std::string& text)>;

  MlflowRejects(const std::string& directory, Warn warn)
      : path_(directory + "/rejected.jsonl"), warn_(std::move(warn)) {}

  /// Skips a line that was already added: it is rejected again if the server was away in between.
  void add(std::string_view line, const std::string& why);
  /// The lines so far are sent and will not be added again.
  void forget() { known_.clear(); }

 private:
  const std::string path_;
  const Warn warn_;
  std::set<std::string> known_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/rejects.hpp>
#endif
