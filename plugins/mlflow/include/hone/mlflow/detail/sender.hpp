// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/batch.hpp>
#include <hone/mlflow/detail/connection.hpp>
#include <hone/mlflow/detail/http.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/mlflow/detail/rejects.hpp>
#include <hone/mlflow/detail/server.hpp>
#include <hone/mlflow/detail/spool.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Sends spools to the server in order: run by run, batching what can be batched. What the server
/// rejects is written to `rejected.jsonl`, with its reason, and the rest is sent. Not thread-safe.
///
/// Sending is idempotent. A run is searched for before it is created, unless no other process can
/// have created it, under a lock that the study's processes share. A metric that the server already
/// has, with its time and step, is not duplicated: MLflow's SQL stores see to that, and for a
/// resumed trial the existing metrics are read first.
class MlflowSender {
 public:
  using Warn = MlflowRejects::Warn;

  /// `progressed` is called when the server has accepted something new.
  MlflowSender(
      const MlflowConnection& connection, HttpSend send, std::string directory, Warn warn,
      std::function<void()> progressed = [] {});

  /// Sends everything in the spool. Throws ServerUnavailable, after which it can be called again,
  /// or StorageError. `is_own`: only this sender has sent the spool, from its first line on.
  void send_all(Spool& spool, bool is_own = false);

  /// Sends complete lines.
  void send(std::string_view text);

 private:
  struct Line {
    std::string_view text;
    MlflowRecord record;
  };

  void send_run(const std::string& uid, const std::vector<Line>& lines);

  /// Sends the items of several lines in one batch, or line by line if that is rejected.
  void log(const std::string& uid, const std::vector<Line>& lines, size_t begin, size_t end);

  template <class F>
  void attempt(const Line& line, F&& f) {
    try {
      try {
        f();
      } catch (const RequestRefused& refused) {
        if (!refused.is_gone) throw;
        forget(line.record.run);  // the address now has another database
        f();
      }
    } catch (const RequestRefused& refused) {
      rejects_.add(line.text, refused.what());
    }
  }

  /// The record's items that the server may lack.
  MlflowItems unknown(const MlflowRecord& record);

  /// Sends the best trial's tags, unless the server has a better one: records may arrive out of
  /// order.
  void log_best(const Line& line);

  void upload(const Line& line);

  /// The run of a record; created if it does not exist.
  MlflowServer::Run run(const MlflowRecord& record);
  std::string parent(const MlflowRecord& record);
  void forget(const std::string& uid);

  MlflowServer server_;
  const std::string directory_, run_id_;
  MlflowRejects rejects_;
  const std::function<void()> progressed_;
  bool is_own_ = false;                            // of the spool that is being sent
  std::set<std::string> done_;                     // its lines that were sent
  std::set<std::string> tried_;                    // runs that this sender may have created
  std::map<std::string, MlflowServer::Run> runs_;  // by hone.trial.uid
  std::map<std::pair<std::string, std::string>, std::set<int64_t>> steps_;  // by run and metric
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/sender.hpp>
#endif
