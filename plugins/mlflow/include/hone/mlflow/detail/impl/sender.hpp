// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/batch.hpp>
#include <hone/mlflow/detail/connection.hpp>
#include <hone/mlflow/detail/http.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/mlflow/detail/rejects.hpp>
#include <hone/mlflow/detail/run_lock.hpp>
#include <hone/mlflow/detail/sender.hpp>
#include <hone/mlflow/detail/server.hpp>
#include <hone/mlflow/detail/spool.hpp>
#include <hone/records/text/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE MlflowSender::MlflowSender(const MlflowConnection& connection, HttpSend send,
                                       std::string directory, Warn warn,
                                       std::function<void()> progressed)
    : server_(connection, std::move(send)),
      directory_(std::move(directory)),
      run_id_(connection.run_id),
      rejects_(directory_, std::move(warn)),
      progressed_(std::move(progressed)) {}

HONE_INLINE void MlflowSender::send_all(Spool& spool, bool is_own) {
  is_own_ = is_own;
  for (std::string text = spool.read(); !text.empty(); text = spool.read()) {
    send(text);
    spool.advance(text.size());
    progressed_();
  }
}

HONE_INLINE void MlflowSender::send(std::string_view text) {
  std::vector<std::pair<std::string, std::vector<Line>>> runs;  // in order of their first line
  std::map<std::string, size_t> places;
  JsonReader reader;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n') + 1, text.size());
    Line line{text.substr(0, end), {}};
    text.remove_prefix(end);
    if (done_.count(std::string(line.text))) continue;  // sent before the server went away
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

HONE_INLINE void MlflowSender::send_run(const std::string& uid, const std::vector<Line>& lines) {
  size_t begin = 0;  // the first line whose items are not sent yet
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

HONE_INLINE void MlflowSender::log(const std::string& uid, const std::vector<Line>& lines,
                                   size_t begin, size_t end) {
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

HONE_INLINE MlflowItems MlflowSender::unknown(const MlflowRecord& record) {
  if (!record.is_resumed) return record.items;
  MlflowItems items = record.items;
  const std::string id = run(record).id;
  std::vector<MlflowMetric> metrics;
  for (const MlflowMetric& metric : items.metrics) {
    const auto [known, is_new] =
        steps_.try_emplace(std::make_pair(record.run, metric.key), std::set<int64_t>());
    if (is_new) try {
        known->second = server_.steps(id, metric.key);
      } catch (const RequestRefused&) {  // the run has no such metric
      } catch (...) {
        steps_.erase(known);
        throw;
      }
    if (!known->second.count(metric.step)) metrics.push_back(metric);
  }
  items.metrics = std::move(metrics);
  return items;
}

HONE_INLINE void MlflowSender::log_best(const Line& line) {
  const MlflowRecord::Best& best = *line.record.best;
  const MlflowServer::Run found = run(line.record);
  const MlflowRunLock lock(directory_);  // held from the read to the write
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

HONE_INLINE void MlflowSender::upload(const Line& line) {
  const MlflowRecord& record = line.record;
  if (::access(record.file.c_str(), R_OK) != 0) {
    if (!record.is_link) rejects_.add(line.text, "the file is gone");
    return;  // a missing link was already sent
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

HONE_INLINE MlflowServer::Run MlflowSender::run(const MlflowRecord& record) {
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
      const auto found = server_.find_run(record.run);  // created by another process
      if (found) return runs_[record.run] = *found;
      if (!record.parent.empty()) lock.add(record.run);
    }
    return runs_[record.run] = server_.create_run(record, parent_id);
  } catch (const RequestRefused& refused) {
    server_.forget();
    throw ServerUnavailable(std::string("no run can be made: ") + refused.what(), -1);
  }
}

HONE_INLINE std::string MlflowSender::parent(const MlflowRecord& record) {
  if (record.parent.empty()) return {};
  MlflowRecord above;
  above.run = record.parent;
  above.name = record.parent.substr(0, record.parent.rfind('.'));
  above.start = record.start;
  return run(above).id;
}

HONE_INLINE void MlflowSender::forget(const std::string& uid) {
  runs_.clear();
  server_.forget();
  for (auto at = steps_.begin(); at != steps_.end();)
    at = at->first.first == uid ? steps_.erase(at) : std::next(at);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
