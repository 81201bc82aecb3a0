// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace hone {
inline namespace HONE_ABI {

/// What is done while a database is away.
///
///   hone::rdb(url, hone::RdbOptions()
///                      .patience(std::chrono::hours(1))
///                      .on_wait([](const std::string& why) { std::cerr << why << '\n'; }))
class RdbOptions {
 public:
  /// For how long what needs an answer (to ask for a trial, to tell its end) waits for a database
  /// that cannot be reached or is locked, before it throws. Default: 10 minutes.
  RdbOptions& patience(std::chrono::duration<double> limit);

  /// Called with a sentence when waiting begins, when the database is back, and when it then
  /// refuses a change that had waited, which is dropped. By any thread that uses the study, with no
  /// lock held.
  RdbOptions& on_wait(std::function<void(const std::string&)> say);

  std::chrono::duration<double> patience() const { return patience_; }
  const std::function<void(const std::string&)>& on_wait() const;

 private:
  std::chrono::duration<double> patience_ = std::chrono::minutes(10);
  std::function<void(const std::string&)> on_wait_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/impl/rdb_options.hpp>
#endif
