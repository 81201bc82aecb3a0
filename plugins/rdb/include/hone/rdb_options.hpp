// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace hone {
inline namespace HONE_ABI {

/// What to do while a database is unavailable.
///
///   hone::rdb(url, hone::RdbOptions()
///                      .patience(std::chrono::hours(1))
///                      .on_wait([](const std::string& why) { std::cerr << why << '\n'; }))
class RdbOptions {
 public:
  /// How long an operation that needs an answer (asking for a trial, telling its end) waits for a
  /// database that is unreachable or locked, before it throws StorageError. Default: 10 minutes.
  RdbOptions& patience(std::chrono::duration<double> limit);

  /// Called with a sentence when waiting begins, when the database is back, and when the database
  /// then rejects a change that had waited; that change is dropped. Called by any thread that uses
  /// the study, with no lock held.
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
