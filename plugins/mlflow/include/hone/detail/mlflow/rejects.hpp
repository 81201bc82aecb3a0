// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/json.hpp>

#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace hone {
inline namespace v0 {
namespace detail {

/// What the server refused for good: lines in the file `rejected.jsonl`, each with its reason, and
/// a warning. One thread.
class MlflowRejects {
 public:
  using Warn = std::function<void(const std::string& cause, const std::string& text)>;

  MlflowRejects(const std::string& directory, Warn warn)
      : path_(directory + "/rejected.jsonl"), warn_(std::move(warn)) {}

  /// A line that is refused again, since the server went away in between, is there already.
  void add(std::string_view line, const std::string& why) {
    if (!known_.insert(std::string(line)).second) return;
    std::string text = "{\"reason\":";
    append_json(text, std::string_view(why));
    text += ",\"record\":";
    append_json(text, line.substr(0, line.find('\n')));
    std::ofstream(path_, std::ios::app) << text + "}\n" << std::flush;
    warn_("rejected: " + why,
          "hone: MLflow refused a record, which is kept in " + path_ + ": " + why);
  }
  /// The lines so far are sent, and do not come again.
  void forget() { known_.clear(); }

 private:
  const std::string path_;
  const Warn warn_;
  std::set<std::string> known_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
