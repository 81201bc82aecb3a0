// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A request to an HTTP server.
struct HttpRequest {
  std::string method;  ///< GET, POST or PUT
  std::string url;
  std::string body;  ///< JSON
  std::string file;  ///< PUT: the path of the file whose bytes are the body
};

/// The reply. If there was none, `status` is 0 and `error` says why.
struct HttpReply {
  long status = 0;
  std::string body;
  double retry_after = -1;  ///< seconds; negative if the server did not ask for a pause
  std::string error;
};

/// Sends a request to a server and waits for the reply: CurlClient, or a test.
using HttpSend = std::function<HttpReply(const HttpRequest&)>;

/// What the sending thread and other threads tell each other.
struct HttpWatch {
  std::atomic<bool> aborts{false};    ///< ends the current request
  std::atomic<uint64_t> progress{0};  ///< grows as the server accepts data
};

/// The server is unreachable, denies access, or is not MLflow: the data waits.
class ServerUnavailable : public Error {
 public:
  ServerUnavailable(const std::string& text, double its_retry_after)
      : Error(text), retry_after(its_retry_after) {}
  double retry_after;  ///< seconds; negative if the server did not say
};

/// The server understood the request and rejected it: retrying does not help.
class RequestRefused : public Error {
 public:
  RequestRefused(const std::string& text, bool its_is_gone) : Error(text), is_gone(its_is_gone) {}
  bool is_gone;  ///< the requested object does not exist there
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
