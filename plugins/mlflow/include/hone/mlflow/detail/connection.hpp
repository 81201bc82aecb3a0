// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Bytes as URLs hold them; a slash stays.
std::string url_escaped(std::string_view text);

std::string url_unescaped(std::string_view text);

std::string base64(std::string_view bytes);

/// The server and the credentials: read once, from the options and MLflow's environment variables.
struct MlflowConnection {
  std::string url;            ///< http(s)://host[:port][/path], without user and trailing slash
  std::string authorization;  ///< the header line; secret
  bool verify_tls = true;
  std::string server_cert, client_cert;  ///< paths
  std::string experiment, experiment_id, run_id;
  double timeout = 30, backoff = 2, jitter = 1;  // seconds
  int max_retries = 7;

  /// Throws ArgumentError if no server is named, or one that hone does not support. The text
  /// contains no secret.
  static MlflowConnection from_environment(std::string uri, std::string experiment_name);

 private:
  static std::string variable(const char* name);
  static void read(const char* name, double& number);
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/connection.hpp>
#endif
