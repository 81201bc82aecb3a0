// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/connection.hpp>
#include <hone/mlflow/detail/http.hpp>

#include <curl/curl.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Sends requests with libcurl, over one connection that is kept open. Files of any size are
/// streamed. Not thread-safe. If another thread sets `watch.aborts`, the current request ends
/// within a second.
class CurlClient {
 public:
  CurlClient(MlflowConnection connection, HttpWatch& watch);

  HttpReply send(const HttpRequest& request);

 private:
  using Headers = std::unique_ptr<curl_slist, decltype(&::curl_slist_free_all)>;
  using FilePointer = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

  static constexpr size_t kMostOfReply = size_t{64} << 20;  // a metric's history may be long

  static long milliseconds(double seconds) {
    return std::max(1L, static_cast<long>(seconds * 1000));
  }
  template <class T>
  void set(CURLoption option, T value) {
    ::curl_easy_setopt(curl_.get(), option, value);
  }
  static void add(Headers& headers, const std::string& line);
  static size_t take(char* bytes, size_t size, size_t count, void* body);
  static size_t give(char* into, size_t size, size_t count, void* file);
  static int seek(void* file, curl_off_t offset, int origin);
  /// A long upload counts as progress while it advances, but not when it is repeated.
  static int progress(void* client, curl_off_t, curl_off_t, curl_off_t, curl_off_t sent);

  const MlflowConnection connection_;
  HttpWatch& watch_;
  std::string file_;  // of the last request
  curl_off_t most_sent_ = 0;
  std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> curl_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/curl_client.hpp>
#endif
