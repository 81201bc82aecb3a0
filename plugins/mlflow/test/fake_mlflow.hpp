// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/http.hpp>
#include <hone/records/text/json.hpp>

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace hone_test {

/// The part of MLflow's server that hone uses, in this process; thread-safe. The test decides what
/// happens to a request: `before` replies in place of the server (or passes the request on, with
/// status 0), `after` sees the reply and may drop it.
class FakeMlflow {
 public:
  using Request = hone::detail::HttpRequest;
  using Reply = hone::detail::HttpReply;
  struct Run {
    std::string status = "RUNNING";
    std::map<std::string, std::string> params, tags;
    std::multiset<std::tuple<std::string, int64_t, double>> metrics;  // name, step, value
    std::set<std::string> rows;  // same time and step: the same row
    std::map<std::string, std::string> artifacts;
  };

  std::function<Reply(const Request&)> before;
  std::function<void(const Request&, Reply&)> after;

  std::vector<Run> runs() const {
    const std::lock_guard<std::mutex> guard(mutex_);
    return runs_;
  }
  /// Returns the run whose tag hone.trial.uid ends so; checks that there is exactly one.
  Run run(const std::string& uid_end) const {
    std::vector<Run> found;
    for (const Run& run : runs()) {
      const std::string uid = run.tags.count("hone.trial.uid") ? run.tags.at("hone.trial.uid") : "";
      if (uid.size() >= uid_end.size() &&
          uid.compare(uid.size() - uid_end.size(), uid_end.size(), uid_end) == 0)
        found.push_back(run);
    }
    if (found.size() != 1)
      throw std::runtime_error(std::to_string(found.size()) + " runs of " + uid_end);
    return found.front();
  }
  std::vector<Request> requests() const {
    const std::lock_guard<std::mutex> guard(mutex_);
    return requests_;
  }
  /// Simulates a new database at the same address.
  void lose_everything() {
    const std::lock_guard<std::mutex> guard(mutex_);
    runs_.clear();
    has_experiment_ = false;
    ++generation_;
  }

  hone::detail::HttpSend send() {
    return [this](const Request& request) {
      const std::lock_guard<std::mutex> guard(mutex_);
      requests_.push_back(request);
      Reply reply = before ? before(request) : Reply{};
      if (reply.status == 0 && reply.error.empty()) reply = answer(request);
      if (after) after(request, reply);
      return reply;
    };
  }

 private:
  using Json = hone::detail::JsonValue;

  static Reply ok(const std::string& body) { return {200, body, -1, ""}; }
  static Reply refuse(long status, const std::string& code, const std::string& message) {
    return {status, "{\"error_code\":\"" + code + "\",\"message\":\"" + message + "\"}", -1, ""};
  }
  static std::string text(const Json& object, const char* name) {
    return object.IsObject() && object.HasMember(name) && object[name].IsString()
               ? hone::detail::text_from_json(object[name])
               : std::string();
  }
  static bool has(const Request& request, const std::string& path) {
    return request.url.find(path) != std::string::npos;
  }
  std::string described(size_t at) const {
    const std::string id = std::to_string(generation_) + "-" + std::to_string(at);
    std::string tags;
    for (const auto& [key, value] : runs_[at].tags) {
      tags += tags.empty() ? "{\"key\":" : ",{\"key\":";
      hone::detail::append_json(tags, std::string_view(key));
      tags += ",\"value\":";
      hone::detail::append_json(tags, std::string_view(value));
      tags += "}";
    }
    return "{\"info\":{\"run_id\":\"" + id +
           "\",\"experiment_id\":\"1\",\"artifact_uri\":"
           "\"mlflow-artifacts:/1/" +
           id + "/artifacts\"},\"data\":{\"tags\":[" + tags + "]}}";
  }
  Run* find(const std::string& id) {
    for (size_t i = 0; i < runs_.size(); ++i)
      if (id == std::to_string(generation_) + "-" + std::to_string(i)) return &runs_[i];
    return nullptr;
  }

  Reply answer(const Request& request) {
    hone::detail::JsonReader reader;
    static const Json nothing;
    const Json* parsed = request.body.empty() ? &nothing : reader.parse(request.body);
    if (!parsed) return refuse(400, "BAD_REQUEST", "no JSON");
    const Json& body = *parsed;
    if (has(request, "experiments/get-by-name"))
      return has_experiment_ ? ok("{\"experiment\":{\"experiment_id\":\"1\"}}")
                             : refuse(404, "RESOURCE_DOES_NOT_EXIST", "no experiment");
    if (has(request, "experiments/create")) {
      has_experiment_ = true;
      return ok("{\"experiment_id\":\"1\"}");
    }
    if (has(request, "runs/search")) {
      const std::string filter = text(body, "filter");
      for (size_t i = 0; i < runs_.size(); ++i)
        if (filter == "tags.\"hone.trial.uid\" = '" + runs_[i].tags["hone.trial.uid"] + "'")
          return ok("{\"runs\":[" + described(i) + "]}");
      return ok("{}");
    }
    if (has(request, "runs/create")) {
      runs_.emplace_back();
      for (const Json& tag : body["tags"].GetArray())
        runs_.back().tags[text(tag, "key")] = text(tag, "value");
      return ok("{\"run\":" + described(runs_.size() - 1) + "}");
    }
    if (request.method == "PUT") {
      const size_t begin = request.url.find("artifacts/1/") + 12;
      const size_t end = request.url.find('/', begin);
      Run* run = find(request.url.substr(begin, end - begin));
      if (!run) return refuse(404, "RESOURCE_DOES_NOT_EXIST", "no run");
      std::ifstream file(request.file, std::ios::binary);
      run->artifacts[request.url.substr(end + 11)] =
          std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
      return {200, "", -1, ""};
    }
    std::string id = text(body, "run_id");
    const size_t query = request.url.find("run_id=");
    if (query != std::string::npos)
      id = request.url.substr(query + 7, request.url.find('&', query) - query - 7);
    Run* run = find(id);
    if (!run) return refuse(404, "RESOURCE_DOES_NOT_EXIST", "no run");
    if (has(request, "runs/get"))
      return ok("{\"run\":" + described(static_cast<size_t>(run - runs_.data())) + "}");
    if (has(request, "metrics/get-history")) {
      const std::string key = request.url.substr(request.url.find("metric_key=") + 11);
      std::string list;
      for (const auto& metric : run->metrics)
        if (std::get<0>(metric) == key)
          list += (list.empty() ? "{\"step\":" : ",{\"step\":") +
                  std::to_string(std::get<1>(metric)) + "}";
      return ok("{\"metrics\":[" + list + "]}");
    }
    if (has(request, "runs/update")) {
      run->status = text(body, "status");
      return ok("{}");
    }
    return log(*run, body);
  }

  static Reply log(Run& run, const Json& body) {
    std::set<std::string> names;
    if (body.HasMember("params"))
      for (const Json& param : body["params"].GetArray()) {
        if (!names.insert(text(param, "key")).second)
          return refuse(400, "INVALID_PARAMETER_VALUE", "Duplicate parameter keys");
        const auto [known, is_new] =
            run.params.try_emplace(text(param, "key"), text(param, "value"));
        if (!is_new && known->second != text(param, "value"))
          return refuse(400, "INVALID_PARAMETER_VALUE", "Changing param values is not allowed");
      }
    if (body.HasMember("tags"))
      for (const Json& tag : body["tags"].GetArray())
        run.tags[text(tag, "key")] = text(tag, "value");
    if (body.HasMember("metrics"))
      for (const Json& metric : body["metrics"].GetArray()) {
        std::string row;
        hone::detail::append_json(row, metric);
        if (!run.rows.insert(row).second) continue;
        const Json& value = metric["value"];
        run.metrics.insert(
            {text(metric, "key"), metric["step"].GetInt64(),
             value.IsNumber() ? value.GetDouble() : std::stod(text(metric, "value"))});
      }
    return ok("{}");
  }

  mutable std::mutex mutex_;
  std::vector<Run> runs_;
  std::vector<Request> requests_;
  bool has_experiment_ = false;
  int generation_ = 0;
};

}  // namespace hone_test
