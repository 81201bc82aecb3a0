// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/batch.hpp>
#include <hone/mlflow/detail/connection.hpp>
#include <hone/mlflow/detail/http.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/records/text/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The part of MLflow's REST interface that hone uses. Methods throw ServerUnavailable or
/// RequestRefused, and may be called again afterwards. Not thread-safe.
class MlflowServer {
 public:
  MlflowServer(MlflowConnection connection, HttpSend send)
      : connection_(std::move(connection)), send_(std::move(send)) {}

  struct Run {
    std::string id, artifact_uri;
  };

  /// The run whose tag hone.trial.uid is this; nothing if there is none.
  std::optional<Run> find_run(const std::string& uid);

  Run create_run(const MlflowRecord& record, const std::string& parent_id);

  /// A run by MLflow's own id, and its tags.
  Run get_run(const std::string& id, std::map<std::string, std::string>& tags);

  void log(const std::string& run_id, const MlflowItems& items) {
    for (const std::string& body : mlflow_batches(run_id, items)) post("runs/log-batch", body);
  }

  void set_status(const std::string& run_id, const std::string& status, int64_t end);

  /// The steps for which a run has a metric.
  std::set<int64_t> steps(const std::string& run_id, const std::string& key);

  /// Uploads a file to the run's artifact location. Throws RequestRefused if only MLflow's own
  /// client can write there.
  void upload(const Run& run, const std::string& file, const std::string& name);

  /// Forgets the experiment: the address may have another server by now.
  void forget() { experiment_.clear(); }

 private:
  std::string api(const std::string& path) const {
    return connection_.url + "/api/2.0/mlflow/" + path;
  }
  /// The result is valid until the next call.
  const JsonValue& post(const std::string& path, const std::string& body) {
    return call({"POST", api(path), body, ""});
  }
  const JsonValue& call(const HttpRequest& request) {
    return check(send_(request), /*wants_json=*/true);
  }

  /// The id of the experiment, which is created if it does not exist.
  const std::string& experiment();
  std::optional<std::string> find_experiment();

  static const JsonValue* member(const JsonValue* object, const char* name);
  static Run run_of(const JsonValue* run);

  const JsonValue& check(const HttpReply& reply, bool wants_json);

  const MlflowConnection connection_;
  const HttpSend send_;
  JsonReader reader_;
  std::string experiment_;  // its id
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/server.hpp>
#endif
