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

/// Sends spools to the server, in their order: run by run, what goes together in one batch. What
/// the server refuses is put into `rejected.jsonl`, with its reason, and the rest goes on. One
/// thread.
///
/// All of it may be sent again: a run is looked for before it is made, unless nobody can have made
/// it, under a lock that the study's processes share; and a metric that the server has, with its
/// time and step, is not doubled (so do MLflow's SQL stores; metrics of a trial that was taken up
/// are asked for first).
class MlflowSender {
 public:
  using Warn = MlflowRejects::Warn;

  /// `progressed` is called where the server has newly taken something.
  MlflowSender(
      const MlflowConnection& connection, HttpSend send, std::string directory, Warn warn,
      std::function<void()> progressed = [] {});

  /// Sends all that is in it. Throws ServerUnavailable, and can be called again; StorageError.
  /// `is_own`: by this sender only, from the first line on.
  void send_all(Spool& spool, bool is_own = false);

  /// Sends whole lines.
  void send(std::string_view text);

 private:
  struct Line {
    std::string_view text;
    MlflowRecord record;
  };

  void send_run(const std::string& uid, const std::vector<Line>& lines);

  /// Items of several lines in one batch; where that is refused, line by line.
  void log(const std::string& uid, const std::vector<Line>& lines, size_t begin, size_t end);

  template <class F>
  void attempt(const Line& line, F&& f) {
    try {
      try {
        f();
      } catch (const RequestRefused& refused) {
        if (!refused.is_gone) throw;
        forget(line.record.run);  // another data base stands behind that address now
        f();
      }
    } catch (const RequestRefused& refused) {
      rejects_.add(line.text, refused.what());
    }
  }

  /// What of the record's items the server may lack.
  MlflowItems unknown(const MlflowRecord& record);

  /// Tags of the best trial, unless those that stand there are of a better one: processes of one
  /// study may be heard in another order than they spoke.
  void log_best(const Line& line);

  void upload(const Line& line);

  /// The run of a record, found or made.
  MlflowServer::Run run(const MlflowRecord& record);
  std::string parent(const MlflowRecord& record);
  void forget(const std::string& uid);

  MlflowServer server_;
  const std::string directory_, run_id_;
  MlflowRejects rejects_;
  const std::function<void()> progressed_;
  bool is_own_ = false;                            // what is being sent
  std::set<std::string> done_;                     // lines of it
  std::set<std::string> tried_;                    // runs that this sender may have made
  std::map<std::string, MlflowServer::Run> runs_;  // by hone.trial.uid
  std::map<std::pair<std::string, std::string>, std::set<int64_t>> steps_;  // by run and metric
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/sender.hpp>
#endif
