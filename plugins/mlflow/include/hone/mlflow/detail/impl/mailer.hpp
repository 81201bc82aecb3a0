// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>
#include <hone/mlflow/detail/connection.hpp>
#include <hone/mlflow/detail/curl_client.hpp>
#include <hone/mlflow/detail/http.hpp>
#include <hone/mlflow/detail/mailer.hpp>
#include <hone/mlflow/detail/sender.hpp>
#include <hone/mlflow/detail/spool.hpp>
#include <hone/mlflow/detail/warnings.hpp>

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE MlflowMailer::MlflowMailer(const MlflowOutboxOptions& options,
                                       std::shared_ptr<MlflowWarnings> warnings)
    : options_(options),
      warnings_(std::move(warnings)),
      spool_(Spool::make(options_.directory)),
      random_(static_cast<unsigned>(fnv1a(spool_->path()))) {}

HONE_INLINE void MlflowMailer::add(std::string_view line, bool is_durable) {
  spool_->append(line);
  if (is_durable) spool_->sync();
  start();
  { const std::lock_guard<std::mutex> guard(mutex_); }  // now the thread waits, or has yet to check
  changed_.notify_all();
}

HONE_INLINE bool MlflowMailer::flush(Seconds patience) {
  start();
  std::unique_lock<std::mutex> lock(mutex_);
  hurries_ = true;
  changed_.notify_all();
  return wait(lock, patience, [&] { return is_idle(); });
}

HONE_INLINE void MlflowMailer::stop(Seconds patience) {
  if (has_thread_) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      patience_ = patience;
      hurries_ = true;
      changed_.notify_all();
      wait(lock, patience, [&] { return is_over_; });
      watch_.aborts = true;
      changed_.notify_all();
    }
    thread_.join();
  }
  if (!spool_->has_more()) spool_->remove();
}

HONE_INLINE void MlflowMailer::start() {
  const std::lock_guard<std::mutex> guard(mutex_);
  if (has_thread_) return;
  // The program's own threads handle signals.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread_ = std::thread([this] { run(); });
    has_thread_ = true;
  } catch (...) {
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

HONE_INLINE void MlflowMailer::run() {
  std::optional<CurlClient> client;
  if (!options_.send) try {
      client.emplace(options_.connection, watch_);
    } catch (const std::exception& error) {
      (*warnings_)("curl", error.what());
    }
  const auto carry = [&](const HttpRequest& request) {
    if (watch_.aborts) return HttpReply{0, "", -1, "the program ends"};
    if (options_.send) return options_.send(request);
    return client ? client->send(request) : HttpReply{0, "", -1, "libcurl cannot be used"};
  };
  MlflowSender sender(
      options_.connection, carry, options_.directory,
      [this](const std::string& cause, const std::string& text) { (*warnings_)(cause, text); },
      [this] { ++watch_.progress; });
  while (wait_for_work()) send(sender);
}

HONE_INLINE bool MlflowMailer::wait_for_work() {
  std::unique_lock<std::mutex> lock(mutex_);
  is_sending_ = false;
  changed_.notify_all();
  for (;;) {
    const Clock::time_point now = Clock::now();
    const bool may_hurry = hurries_ && now >= not_before_;
    const bool ends = patience_ && !may_hurry && (is_idle() || next_ - now >= *patience_);
    if (watch_.aborts || ends) break;
    const bool is_due = spool_->has_more() && (now >= next_ || (patience_ && failures_ == 0));
    if (may_hurry || is_due || now >= next_look_) {
      hurries_ = false;
      return is_sending_ = true;
    }
    changed_.wait_until(lock, spool_->has_more() ? std::min(next_, next_look_) : next_look_);
  }
  is_over_ = true;
  changed_.notify_all();
  return false;
}

HONE_INLINE void MlflowMailer::send(MlflowSender& sender) {
  try {
    if (Clock::now() >= next_look_) {
      send_left(sender);
      next_look_ = after(Seconds(60));
    }
    sender.send_all(*spool_, /*is_own=*/true);
    failures_ = 0;
    next_ = after(options_.send_every);
  } catch (const ServerUnavailable& error) {
    ++failures_;
    next_ = after(pause(error.retry_after));
    if (error.retry_after >= 0) not_before_ = next_;
    next_look_ = std::max(next_look_, next_);
    if (!watch_.aborts)
      (*warnings_)(std::string("unavailable: ") + error.what(),
                   "hone: the MLflow server " + options_.connection.url +
                       " does not take what it is sent, which waits in " + options_.directory +
                       ": " + error.what());
  } catch (const std::exception& error) {
    ++failures_;
    next_ = after(options_.retry_within);
    next_look_ = std::max(next_look_, next_);
    (*warnings_)(error.what(), error.what());
  }
}

HONE_INLINE void MlflowMailer::send_left(MlflowSender& sender) {
  for (const std::string& path : Spool::all(options_.directory)) {
    if (path == spool_->path()) continue;
    const std::unique_ptr<Spool> left = Spool::take(path);
    if (!left) continue;
    sender.send_all(*left);
    left->remove();
  }
}

HONE_INLINE MlflowMailer::Seconds MlflowMailer::pause(double retry_after) {
  const MlflowConnection& connection = options_.connection;
  const double jitter = connection.jitter * std::uniform_real_distribution<double>(0, 1)(random_);
  if (retry_after >= 0) return Seconds(std::min(retry_after, 3600.0) + jitter);
  const double most = options_.retry_within.count();
  const double grown = connection.backoff * std::ldexp(1.0, std::min(failures_ - 1, 30));
  return Seconds(failures_ > connection.max_retries ? most : std::min(grown + jitter, most));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
