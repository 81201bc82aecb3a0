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

/// What is asked of an HTTP server.
struct HttpRequest {
  std::string method;  ///< GET, POST or PUT
  std::string url;
  std::string body;  ///< JSON
  std::string file;  ///< PUT: the path of the file whose bytes are the body
};

/// What it said. `status` is 0 where there was no answer, and `error` says why.
struct HttpReply {
  long status = 0;
  std::string body;
  double retry_after = -1;  ///< seconds, where the server asked for a pause
  std::string error;
};

/// Who carries a request to a server and waits for the answer: CurlClient, or a test.
using HttpSend = std::function<HttpReply(const HttpRequest&)>;

/// What other threads see of the one that asks, and tell it.
struct HttpWatch {
  std::atomic<bool> aborts{false};    ///< end the request that is under way
  std::atomic<uint64_t> progress{0};  ///< grows as the server takes what it is sent
};

/// The server cannot be had now, or not by us, or is none of MLflow's: what was to be sent waits.
class ServerUnavailable : public Error {
 public:
  ServerUnavailable(const std::string& text, double its_retry_after)
      : Error(text), retry_after(its_retry_after) {}
  double retry_after;  ///< seconds; negative where the server did not say
};

/// The server understood and refused: asking again would not help.
class RequestRefused : public Error {
 public:
  RequestRefused(const std::string& text, bool its_is_gone) : Error(text), is_gone(its_is_gone) {}
  bool is_gone;  ///< what was asked for does not exist there
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
