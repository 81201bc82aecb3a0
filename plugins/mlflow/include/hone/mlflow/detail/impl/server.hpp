// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/batch.hpp>
#include <hone/mlflow/detail/connection.hpp>
#include <hone/mlflow/detail/http.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/mlflow/detail/server.hpp>
#include <hone/records/text/json.hpp>

#include <boost/filesystem/operations.hpp>
#include <boost/filesystem/path.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::optional<MlflowServer::Run> MlflowServer::find_run(const std::string& uid) {
  std::string body = "{\"experiment_ids\":[";
  append_json(body, std::string_view(experiment()));
  body += "],\"max_results\":1,\"filter\":";
  append_json(body, std::string_view("tags.\"hone.trial.uid\" = '" + uid + "'"));
  const JsonValue* runs = member(&post("runs/search", body + "}"), "runs");
  if (!runs || !runs->IsArray() || runs->Empty()) return std::nullopt;
  return run_of(&(*runs)[0]);
}

HONE_INLINE MlflowServer::Run MlflowServer::create_run(const MlflowRecord& record,
                                                       const std::string& parent_id) {
  std::string body = "{\"experiment_id\":";
  append_json(body, std::string_view(experiment()));
  body += ",\"start_time\":";
  append_json(body, record.start);
  body += ",\"run_name\":";
  const std::string& name = record.name.empty() ? record.run : record.name;
  append_json(body, std::string_view(name));
  body += ",\"tags\":[" + mlflow_pair("hone.trial.uid", record.run) + "," +
          mlflow_pair("mlflow.runName", name) + "," + mlflow_pair("mlflow.source.type", "LOCAL");
  if (!parent_id.empty()) body += "," + mlflow_pair("mlflow.parentRunId", parent_id);
  return run_of(member(&post("runs/create", body + "]}"), "run"));
}

HONE_INLINE MlflowServer::Run MlflowServer::get_run(const std::string& id,
                                                    std::map<std::string, std::string>& tags) {
  const HttpRequest request{"GET", api("runs/get?run_id=" + url_escaped(id)), "", ""};
  const JsonValue* run = member(&call(request), "run");
  const JsonValue* experiment_id = member(member(run, "info"), "experiment_id");
  if (experiment_id && experiment_id->IsString()) experiment_ = text_from_json(*experiment_id);
  const JsonValue* list = member(member(run, "data"), "tags");
  if (list && list->IsArray())
    for (const JsonValue& tag : list->GetArray()) {
      const JsonValue* key = member(&tag, "key");
      const JsonValue* value = member(&tag, "value");
      if (key && value && key->IsString() && value->IsString())
        tags[text_from_json(*key)] = text_from_json(*value);
    }
  return run_of(run);
}

HONE_INLINE void MlflowServer::set_status(const std::string& run_id, const std::string& status,
                                          int64_t end) {
  std::string body = "{\"run_id\":";
  append_json(body, std::string_view(run_id));
  body += ",\"status\":";
  append_json(body, std::string_view(status));
  if (end) {
    body += ",\"end_time\":";
    append_json(body, end);
  }
  post("runs/update", body + "}");
}

HONE_INLINE std::set<int64_t> MlflowServer::steps(const std::string& run_id,
                                                  const std::string& key) {
  const HttpRequest request{
      "GET",
      api("metrics/get-history?run_id=" + url_escaped(run_id) + "&metric_key=" + url_escaped(key)),
      "", ""};
  std::set<int64_t> result;
  const JsonValue* list = member(&call(request), "metrics");
  if (list && list->IsArray())
    for (const JsonValue& metric : list->GetArray()) {
      const JsonValue* step = member(&metric, "step");
      // Protocol buffers write 64-bit numbers as text in JSON, and may leave out 0.
      result.insert(!step              ? 0
                    : step->IsInt64()  ? static_cast<int64_t>(step->GetInt64())
                    : step->IsString() ? std::strtoll(step->GetString(), nullptr, 10)
                                       : 0);
    }
  return result;
}

HONE_INLINE void MlflowServer::upload(const Run& run, const std::string& file,
                                      const std::string& name) {
  const std::string& uri = run.artifact_uri;
  const std::string proxied = "mlflow-artifacts:";
  if (uri.rfind(proxied, 0) == 0) {
    size_t path = proxied.size();
    if (uri.compare(path, 2, "//") == 0) path = std::min(uri.find('/', path + 2), uri.size());
    while (path < uri.size() && uri[path] == '/') ++path;
    const HttpReply reply = send_({"PUT",
                                   connection_.url + "/api/2.0/mlflow-artifacts/artifacts/" +
                                       url_escaped(uri.substr(path) + "/" + name),
                                   "", file});
    check(reply, /*wants_json=*/false);
    return;
  }
  const bool is_file = uri.rfind("file://", 0) == 0;
  if (!is_file && (uri.empty() || uri[0] != '/'))
    throw RequestRefused("artifacts of this experiment are kept at " +
                             uri.substr(0, uri.find(':')) +
                             ":, which hone does not write to; the file stays where it is",
                         false);
  namespace fs = boost::filesystem;
  const fs::path folder = is_file ? url_unescaped(uri.substr(uri.find('/', 7))) : uri;
  boost::system::error_code error;
  fs::create_directories((folder / name).parent_path(), error);
  const fs::path temporary = (folder / name).string() + ".part";
  if (!error) fs::copy_file(file, temporary, fs::copy_options::overwrite_existing, error);
  if (!error) fs::rename(temporary, folder / name, error);
  if (error)
    throw RequestRefused("the file cannot be copied to " + folder.string() + ": " + error.message(),
                         false);
}

HONE_INLINE const std::string& MlflowServer::experiment() {
  if (!experiment_.empty()) return experiment_;
  if (!connection_.experiment_id.empty()) return experiment_ = connection_.experiment_id;
  try {
    std::optional<std::string> found = find_experiment();
    if (!found) {
      std::string body = "{\"name\":";
      append_json(body, std::string_view(connection_.experiment));
      try {
        const JsonValue* id = member(&post("experiments/create", body + "}"), "experiment_id");
        if (!id || !id->IsString())
          throw ServerUnavailable("it makes an experiment that has no id; is this MLflow?", -1);
        found = text_from_json(*id);
      } catch (const RequestRefused&) {  // another process may have created it first
        found = find_experiment();
        if (!found) throw;
      }
    }
    return experiment_ = *found;
  } catch (const RequestRefused& error) {
    throw ServerUnavailable(
        "the experiment \"" + connection_.experiment + "\" cannot be used: " + error.what(), -1);
  }
}

HONE_INLINE std::optional<std::string> MlflowServer::find_experiment() {
  try {
    const HttpRequest request{
        "GET",
        api("experiments/get-by-name?experiment_name=" + url_escaped(connection_.experiment)), "",
        ""};
    const JsonValue* id = member(member(&call(request), "experiment"), "experiment_id");
    if (id && id->IsString()) return text_from_json(*id);
  } catch (const RequestRefused& error) {
    if (!error.is_gone) throw;
  }
  return std::nullopt;
}

HONE_INLINE const JsonValue* MlflowServer::member(const JsonValue* object, const char* name) {
  if (!object || !object->IsObject()) return nullptr;
  const auto found = object->FindMember(name);
  return found == object->MemberEnd() ? nullptr : &found->value;
}

HONE_INLINE MlflowServer::Run MlflowServer::run_of(const JsonValue* run) {
  const JsonValue* info = member(run, "info");
  const JsonValue* id = member(info, "run_id");
  const JsonValue* uri = member(info, "artifact_uri");
  if (!id || !id->IsString())
    throw ServerUnavailable("it answers with a run that has no run_id; is this MLflow?", -1);
  return {text_from_json(*id), uri && uri->IsString() ? text_from_json(*uri) : ""};
}

HONE_INLINE const JsonValue& MlflowServer::check(const HttpReply& reply, bool wants_json) {
  if (reply.status == 0) throw ServerUnavailable(reply.error, -1);
  static const JsonValue nothing;
  const JsonValue* json = reader_.parse(reply.body);
  const bool is_json = json && json->IsObject();
  const std::string status = "it answers " + std::to_string(reply.status);
  if (reply.status >= 200 && reply.status < 300) {
    if (wants_json && !is_json)
      throw ServerUnavailable(status + " with something else than JSON; is this MLflow?", -1);
    return is_json ? *json : nothing;
  }
  const JsonValue* code = is_json ? member(json, "error_code") : nullptr;
  const JsonValue* message = is_json ? member(json, "message") : nullptr;
  const std::string text =
      status + (code && code->IsString() ? " " + text_from_json(*code) : "") +
      (message && message->IsString() ? ": " + mlflow_text(text_from_json(*message), 300) : "");
  const long refusals[] = {400, 404, 409, 413, 422};
  const bool is_refusal =
      std::find(std::begin(refusals), std::end(refusals), reply.status) != std::end(refusals);
  if (is_refusal && (code || !wants_json || reply.status == 413))
    throw RequestRefused(
        text, code && code->IsString() && text_from_json(*code) == "RESOURCE_DOES_NOT_EXIST");
  throw ServerUnavailable(
      text + (reply.status == 401 || reply.status == 403
                  ? "; check MLFLOW_TRACKING_USERNAME and _PASSWORD, or MLFLOW_TRACKING_TOKEN"
                  : ""),
      reply.retry_after);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
