// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/http.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

/// Which trials' checkpoints are uploaded to the MLflow server: no trial's; those of trials that
/// are the best so far when they end; those of every trial that leaves one.
enum class MlflowCheckpoints : unsigned char { none, best, all };

/// Where an MlflowTracker sends to, and how.
///
///   hone::MlflowOptions().tracking_uri("http://tracking:5000").experiment("fashion")
///
/// Options that are not set come from the environment variables of MLflow's own client:
/// MLFLOW_TRACKING_URI, MLFLOW_EXPERIMENT_NAME or _ID, MLFLOW_RUN_ID (trials are nested under that
/// run), MLFLOW_HTTP_REQUEST_TIMEOUT, _MAX_RETRIES, _BACKOFF_FACTOR and _BACKOFF_JITTER.
/// Credentials have no option: they come from MLFLOW_TRACKING_USERNAME and _PASSWORD (else from the
/// URI), MLFLOW_TRACKING_TOKEN and MLFLOW_TRACKING_CLIENT_CERT_PATH. So do
/// MLFLOW_TRACKING_SERVER_CERT_PATH and _INSECURE_TLS.
class MlflowOptions {
 public:
  using Seconds = std::chrono::duration<double>;

  /// The server's address: http://... or https://...
  MlflowOptions& tracking_uri(std::string uri) {
    tracking_uri_ = std::move(uri);
    return *this;
  }
  /// The experiment's name. It is created if it does not exist. Default: the study's name.
  MlflowOptions& experiment(std::string name) {
    experiment_ = std::move(name);
    return *this;
  }
  /// The parent run's name. Default: the study's name.
  MlflowOptions& run_name(std::string name) {
    run_name_ = std::move(name);
    return *this;
  }
  /// A tag of the parent run.
  MlflowOptions& tag(const std::string& key, std::string value) {
    tags_[key] = std::move(value);
    return *this;
  }
  /// The directory for data that waits to be sent. Default: `mlflow` in the study's directory.
  MlflowOptions& spool_directory(std::string path) {
    spool_directory_ = std::move(path);
    return *this;
  }
  MlflowOptions& checkpoints(MlflowCheckpoints whose) {
    checkpoints_ = whose;
    return *this;
  }
  /// Called with one sentence when something goes wrong, once per cause; from any thread, one call
  /// at a time.
  MlflowOptions& on_warning(std::function<void(const std::string&)> handler);
  /// Cuts longer values of parameters and tags. Default: 500 and 5000 bytes, which every server
  /// accepts; current servers accept 6000 and 8000.
  MlflowOptions& max_lengths(size_t of_params, size_t of_tags);
  /// How long the tracker's destructor waits while the server accepts nothing. As long as the
  /// server accepts data, the rest is sent. At least 0. Default: 10 s.
  MlflowOptions& flush_timeout(Seconds limit) {
    return set(flush_timeout_, "flush_timeout", limit);
  }
  /// Minimum time between two sends. Default: 0.5 s.
  MlflowOptions& send_every(Seconds time) { return set(send_every_, "send_every", time); }
  /// Maximum wait before retrying after the server failed. Default: 60 s.
  MlflowOptions& retry_within(Seconds time) { return set(retry_within_, "retry_within", time); }
  /// Sends the requests instead of libcurl: for tests, or for connections that libcurl does not
  /// support. Called by the tracker's thread.
  MlflowOptions& carrier(detail::HttpSend send) {
    send_ = std::move(send);
    return *this;
  }

 private:
  friend class MlflowTracker;

  MlflowOptions& set(Seconds& field, const char* name, Seconds value);

  std::string tracking_uri_, experiment_, run_name_, spool_directory_;
  std::map<std::string, std::string> tags_;
  MlflowCheckpoints checkpoints_ = MlflowCheckpoints::best;
  std::function<void(const std::string&)> on_warning_;
  size_t max_param_length_ = 500, max_tag_length_ = 5000;
  detail::HttpSend send_;
  Seconds flush_timeout_{10}, send_every_{0.5}, retry_within_{60};
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/impl/options.hpp>
#endif
