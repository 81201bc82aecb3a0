// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/mlflow/detail/connection.hpp>
#include <hone/mlflow/detail/curl_client.hpp>
#include <hone/mlflow/detail/http.hpp>

#include <curl/curl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE CurlClient::CurlClient(MlflowConnection connection, HttpWatch& watch)
    : connection_(std::move(connection)), watch_(watch), curl_(nullptr, &::curl_easy_cleanup) {
  static const CURLcode initialized = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  if (initialized == CURLE_OK) curl_.reset(::curl_easy_init());
  if (!curl_) throw Error("hone: libcurl cannot be used in this process");
}

HONE_INLINE HttpReply CurlClient::send(const HttpRequest& request) {
  ::curl_easy_reset(curl_.get());
  HttpReply reply;
  Headers headers{nullptr, &::curl_slist_free_all};
  add(headers, request.file.empty() ? "Content-Type: application/json"
                                    : "Content-Type: application/octet-stream");
  if (!connection_.authorization.empty()) add(headers, connection_.authorization);
  FilePointer file{nullptr, &std::fclose};
  char why[CURL_ERROR_SIZE] = "";
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(why));
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 5L);
  set(CURLOPT_POSTREDIR, static_cast<long>(CURL_REDIR_POST_ALL));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_USERAGENT, "hone");
  set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(connection_.timeout, 5.0)));
  if (request.file.empty()) {
    set(CURLOPT_TIMEOUT_MS, milliseconds(connection_.timeout));
  } else {  // an upload may be slow while it progresses
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(connection_.timeout)));
  }
  set(CURLOPT_SSL_VERIFYPEER, connection_.verify_tls ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, connection_.verify_tls ? 2L : 0L);
  if (!connection_.server_cert.empty()) set(CURLOPT_CAINFO, connection_.server_cert.c_str());
  if (!connection_.client_cert.empty()) {  // the certificate and its key, as in MLflow's client
    set(CURLOPT_SSLCERT, connection_.client_cert.c_str());
    set(CURLOPT_SSLKEY, connection_.client_cert.c_str());
  }
  set(CURLOPT_WRITEFUNCTION, &CurlClient::take);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&reply.body));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &CurlClient::progress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
  if (file_ != request.file) most_sent_ = 0;
  file_ = request.file;
  if (request.method == "POST") {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
  } else if (request.method == "PUT") {
    file.reset(std::fopen(request.file.c_str(), "rbe"));
    struct stat status;
    if (!file || ::fstat(::fileno(file.get()), &status) != 0)
      throw RequestRefused(
          "the file " + request.file + " cannot be read: " + std::system_category().message(errno),
          false);
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &CurlClient::give);
    set(CURLOPT_READDATA, static_cast<void*>(file.get()));
    set(CURLOPT_SEEKFUNCTION, &CurlClient::seek);
    set(CURLOPT_SEEKDATA, static_cast<void*>(file.get()));
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(status.st_size));
  }
  set(CURLOPT_HTTPHEADER, headers.get());
  const CURLcode code = ::curl_easy_perform(curl_.get());
  if (code != CURLE_OK) {
    reply.error = why[0] ? why : ::curl_easy_strerror(code);
    return reply;
  }
  ::curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  curl_off_t pause = 0;
  ::curl_easy_getinfo(curl_.get(), CURLINFO_RETRY_AFTER, &pause);
  if (pause > 0) reply.retry_after = static_cast<double>(pause);
  return reply;
}

HONE_INLINE void CurlClient::add(Headers& headers, const std::string& line) {
  if (curl_slist* more = ::curl_slist_append(headers.get(), line.c_str())) {
    static_cast<void>(headers.release());
    headers.reset(more);
  }
}

HONE_INLINE size_t CurlClient::take(char* bytes, size_t size, size_t count, void* body) {
  auto& text = *static_cast<std::string*>(body);
  if (text.size() + size * count > kMostOfReply) return 0;
  text.append(bytes, size * count);
  return size * count;
}

HONE_INLINE size_t CurlClient::give(char* into, size_t size, size_t count, void* file) {
  return std::fread(into, size, count, static_cast<std::FILE*>(file));
}

HONE_INLINE int CurlClient::seek(void* file, curl_off_t offset, int origin) {
  return ::fseeko(static_cast<std::FILE*>(file), static_cast<off_t>(offset), origin) == 0
             ? CURL_SEEKFUNC_OK
             : CURL_SEEKFUNC_FAIL;
}

HONE_INLINE int CurlClient::progress(void* client, curl_off_t, curl_off_t, curl_off_t,
                                     curl_off_t sent) {
  auto& self = *static_cast<CurlClient*>(client);
  if (!self.file_.empty() && sent > self.most_sent_) {
    self.most_sent_ = sent;
    ++self.watch_.progress;
  }
  return self.watch_.aborts ? 1 : 0;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
