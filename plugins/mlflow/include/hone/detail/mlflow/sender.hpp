// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/mlflow/rejects.hpp>
#include <hone/detail/mlflow/run_lock.hpp>
#include <hone/detail/mlflow/server.hpp>
#include <hone/detail/mlflow/spool.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
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
      std::function<void()> progressed = [] {})
      : server_(connection, std::move(send)),
        directory_(std::move(directory)),
        run_id_(connection.run_id),
        rejects_(directory_, std::move(warn)),
        progressed_(std::move(progressed)) {}

  /// Sends all that is in it. Throws ServerUnavailable, and can be called again; StorageError.
  /// `is_own`: by this sender only, from the first line on.
  void send_all(Spool& spool, bool is_own = false) {
    is_own_ = is_own;
    for (std::string text = spool.read(); !text.empty(); text = spool.read()) {
      send(text);
      spool.advance(text.size());
      progressed_();
    }
  }

  /// Sends whole lines.
  void send(std::string_view text) {
    std::vector<std::pair<std::string, std::vector<Line>>> runs;  // in their order
    std::map<std::string, size_t> places;
    JsonReader reader;
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n') + 1, text.size());
      Line line{text.substr(0, end), {}};
      text.remove_prefix(end);
      if (done_.count(std::string(line.text))) continue;  // before the server went away
      std::optional<MlflowRecord> record = MlflowRecord::from_line(line.text, reader);
      if (!record) {
        rejects_.add(line.text, "it is damaged");
        continue;
      }
      line.record = std::move(*record);
      const auto [place, is_new] = places.try_emplace(line.record.run, runs.size());
      if (is_new) runs.emplace_back(line.record.run, std::vector<Line>());
      runs[place->second].second.push_back(std::move(line));
    }
    for (const auto& [run, lines] : runs) send_run(run, lines);
    done_.clear();
    rejects_.forget();
  }

 private:
  struct Line {
    std::string_view text;
    MlflowRecord record;
  };

  void send_run(const std::string& uid, const std::vector<Line>& lines) {
    size_t begin = 0;  // of the lines whose items wait to go together
    for (size_t i = 0; i < lines.size(); ++i) {
      const MlflowRecord& record = lines[i].record;
      if (!record.best && record.file.empty() && record.status.empty()) continue;
      log(uid, lines, begin, record.best ? i : i + 1);
      begin = i + 1;
      if (record.best) attempt(lines[i], [&] { log_best(lines[i]); });
      if (!record.file.empty()) upload(lines[i]);
      if (!record.status.empty())
        attempt(lines[i], [&] { server_.set_status(run(record).id, record.status, record.end); });
      done_.insert(std::string(lines[i].text));
      progressed_();
    }
    log(uid, lines, begin, lines.size());
  }

  /// Items of several lines in one batch; where that is refused, line by line.
  void log(const std::string& uid, const std::vector<Line>& lines, size_t begin, size_t end) {
    if (begin == end) return;
    MlflowItems items;
    for (size_t i = begin; i < end; ++i) items.add(unknown(lines[i].record));
    const MlflowServer::Run found = run(lines[begin].record);
    if (items.empty()) return;
    try {
      server_.log(found.id, items);
    } catch (const RequestRefused& refused) {
      if (refused.is_gone) forget(uid);
      for (size_t i = begin; i < end; ++i)
        attempt(lines[i], [&] {
          const MlflowItems own = unknown(lines[i].record);
          server_.log(run(lines[i].record).id, own);
        });
    }
    for (size_t i = begin; i < end; ++i) {
      const MlflowRecord& record = lines[i].record;
      if (record.is_resumed)
        for (const MlflowMetric& metric : record.items.metrics)
          steps_[{uid, metric.key}].insert(metric.step);
      if (record.file.empty() && record.status.empty()) done_.insert(std::string(lines[i].text));
    }
    progressed_();
  }

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
  MlflowItems unknown(const MlflowRecord& record) {
    if (!record.is_resumed) return record.items;
    MlflowItems items = record.items;
    const std::string id = run(record).id;
    std::vector<MlflowMetric> metrics;
    for (const MlflowMetric& metric : items.metrics) {
      const auto [known, is_new] =
          steps_.try_emplace(std::make_pair(record.run, metric.key), std::set<int64_t>());
      if (is_new) try {
          known->second = server_.steps(id, metric.key);
        } catch (const RequestRefused&) {  // it has none
        } catch (...) {
          steps_.erase(known);
          throw;
        }
      if (!known->second.count(metric.step)) metrics.push_back(metric);
    }
    items.metrics = std::move(metrics);
    return items;
  }

  /// Tags of the best trial, unless those that stand there are of a better one: processes of one
  /// study may be heard in another order than they spoke.
  void log_best(const Line& line) {
    const MlflowRecord::Best& best = *line.record.best;
    const MlflowServer::Run found = run(line.record);
    const MlflowRunLock lock(directory_);  // from looking to writing
    std::map<std::string, std::string> tags;
    server_.get_run(found.id, tags);
    const auto value = tags.find("hone.best.value"), trial = tags.find("hone.best.trial");
    if (value != tags.end() && trial != tags.end()) {
      const double theirs = std::strtod(value->second.c_str(), nullptr);
      const bool is_worse = best.maximize ? best.value < theirs : best.value > theirs;
      const bool is_later =
          best.value == theirs && best.trial > std::strtoll(trial->second.c_str(), nullptr, 10);
      if (is_worse || is_later) return;
    }
    server_.log(found.id, line.record.items);
  }

  void upload(const Line& line) {
    const MlflowRecord& record = line.record;
    if (::access(record.file.c_str(), R_OK) != 0) {
      if (!record.is_link) rejects_.add(line.text, "the file is gone");
      return;  // a link that is gone was sent before
    }
    bool was_sent = true;
    try {
      server_.upload(run(record), record.file, record.artifact);
    } catch (const RequestRefused& refused) {
      was_sent = false;
      rejects_.add(line.text, refused.what());
    }
    if (record.is_link && was_sent) ::unlink(record.file.c_str());
  }

  /// The run of a record, found or made.
  MlflowServer::Run run(const MlflowRecord& record) {
    const auto known = runs_.find(record.run);
    if (known != runs_.end()) return known->second;
    try {
      if (!run_id_.empty() && record.parent.empty()) {
        std::map<std::string, std::string> tags;
        return runs_[record.run] = server_.get_run(run_id_, tags);
      }
      const std::string parent_id = parent(record);
      const MlflowRunLock lock(directory_);
      const bool is_first = is_own_ && record.is_new && tried_.insert(record.run).second;
      if (!is_first || lock.names(record.run)) {
        const auto found = server_.find_run(record.run);  // by a dead process, or another
        if (found) return runs_[record.run] = *found;
        if (!record.parent.empty()) lock.add(record.run);
      }
      return runs_[record.run] = server_.create_run(record, parent_id);
    } catch (const RequestRefused& refused) {
      server_.forget();
      throw ServerUnavailable(std::string("no run can be made: ") + refused.what(), -1);
    }
  }
  std::string parent(const MlflowRecord& record) {
    if (record.parent.empty()) return {};
    MlflowRecord above;
    above.run = record.parent;
    above.name = record.parent.substr(0, record.parent.rfind('.'));
    above.start = record.start;
    return run(above).id;
  }
  void forget(const std::string& uid) {
    runs_.clear();
    server_.forget();
    for (auto at = steps_.begin(); at != steps_.end();)
      at = at->first.first == uid ? steps_.erase(at) : std::next(at);
  }

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
}  // namespace v0
}  // namespace hone
