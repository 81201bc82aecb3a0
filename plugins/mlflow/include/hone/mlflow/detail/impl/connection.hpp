// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/mlflow/detail/connection.hpp>

#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string url_escaped(std::string_view text) {
  constexpr char hex[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        std::string_view("-._~/").find(c) != std::string_view::npos)
      result += c;
    else
      ((result += '%') += hex[byte >> 4]) += hex[byte & 15];
  }
  return result;
}

HONE_INLINE std::string url_unescaped(std::string_view text) {
  const auto digit = [&](size_t at) {
    const char c = at < text.size() ? text[at] : ' ';
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string result;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool is_escape = text[at] == '%' && digit(at + 1) >= 0 && digit(at + 2) >= 0;
    result += is_escape ? static_cast<char>(16 * digit(at + 1) + digit(at + 2)) : text[at];
    if (is_escape) at += 2;
  }
  return result;
}

HONE_INLINE std::string base64(std::string_view bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    unsigned group = 0;
    for (size_t i = 0; i < 3; ++i)
      group =
          (group << 8) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    for (size_t i = 0; i < 4; ++i)
      text += at + i > bytes.size() ? '=' : digits[(group >> (18 - 6 * i)) & 63];
  }
  return text;
}

HONE_INLINE MlflowConnection MlflowConnection::from_environment(std::string uri,
                                                                std::string experiment_name) {
  MlflowConnection result;
  if (uri.empty()) uri = variable("MLFLOW_TRACKING_URI");
  if (uri.empty())
    throw ArgumentError(
        "hone: no MLflow server is named; set MLFLOW_TRACKING_URI or "
        "MlflowOptions().tracking_uri(\"http://...\")");
  const size_t scheme = uri.find("://");
  if (scheme == std::string::npos ||
      (uri.compare(0, scheme, "http") != 0 && uri.compare(0, scheme, "https") != 0))
    throw ArgumentError(
        "hone: the MLflow tracking URI is no http:// or https:// address, which is all "
        "that hone speaks; start `mlflow server` over that store, and name the server");
  while (uri.back() == '/') uri.pop_back();
  const size_t host = scheme + 3;
  const size_t user_end = uri.substr(0, uri.find('/', host)).rfind('@');
  std::string user = variable("MLFLOW_TRACKING_USERNAME");
  std::string password = variable("MLFLOW_TRACKING_PASSWORD");
  if (user_end != std::string::npos && user_end >= host) {
    const std::string both = uri.substr(host, user_end - host);
    const size_t colon = both.find(':');
    if (user.empty()) {
      user = url_unescaped(both.substr(0, colon));
      password = colon == std::string::npos ? "" : url_unescaped(both.substr(colon + 1));
    }
    uri.erase(host, user_end + 1 - host);
  }
  result.url = uri;
  const std::string token = variable("MLFLOW_TRACKING_TOKEN");
  if (!user.empty())
    result.authorization = "Authorization: Basic " + base64(user + ":" + password);
  else if (!token.empty())
    result.authorization = "Authorization: Bearer " + token;
  const std::string insecure = variable("MLFLOW_TRACKING_INSECURE_TLS");
  result.verify_tls =
      insecure != "true" && insecure != "True" && insecure != "TRUE" && insecure != "1";
  result.server_cert = variable("MLFLOW_TRACKING_SERVER_CERT_PATH");
  result.client_cert = variable("MLFLOW_TRACKING_CLIENT_CERT_PATH");
  result.experiment =
      experiment_name.empty() ? variable("MLFLOW_EXPERIMENT_NAME") : experiment_name;
  if (result.experiment.empty()) result.experiment_id = variable("MLFLOW_EXPERIMENT_ID");
  result.run_id = variable("MLFLOW_RUN_ID");
  read("MLFLOW_HTTP_REQUEST_TIMEOUT", result.timeout);
  read("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", result.backoff);
  read("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", result.jitter);
  double retries = result.max_retries;
  read("MLFLOW_HTTP_REQUEST_MAX_RETRIES", retries);
  result.max_retries = static_cast<int>(retries);
  return result;
}

HONE_INLINE std::string MlflowConnection::variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

HONE_INLINE void MlflowConnection::read(const char* name, double& number) {
  const std::string text = variable(name);
  if (text.empty()) return;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (*end != 0 || !(value >= 0 && value <= 1e6))
    throw ArgumentError(std::string("hone: ") + name + " is \"" + text +
                        "\", and not a number of at least 0");
  number = value;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
