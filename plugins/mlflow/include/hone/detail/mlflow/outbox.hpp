// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/file_ops.hpp>
#include <hone/detail/mlflow/curl_client.hpp>
#include <hone/detail/mlflow/sender.hpp>
#include <hone/detail/mlflow/spool.hpp>

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace hone {
inline namespace v0 {
namespace detail {

/// Tells the user what goes wrong, once a cause. Any thread.
class MlflowWarnings {
 public:
  explicit MlflowWarnings(std::function<void(const std::string&)> handler)
      : handler_(std::move(handler)) {}

  void operator()(const std::string& cause, const std::string& text) noexcept {
    try {
      const std::lock_guard<std::mutex> guard(mutex_);
      if (handler_ && told_.insert(cause).second) handler_(text);
    } catch (...) {  // a handler that throws is no reason to stop a training
    }
  }

 private:
  const std::function<void(const std::string&)> handler_;
  std::mutex mutex_;
  std::set<std::string> told_;
};

struct MlflowOutboxOptions {
  std::string directory;  ///< of the spools
  MlflowConnection connection;
  std::chrono::duration<double> send_every{0.5}, retry_within{60};
  HttpSend send;  ///< a test's; libcurl where it is empty
};

/// Where records are dropped: each is appended to this process's spool, and a thread sends it, and
/// what dead processes of the study have left. `add` neither waits for a server nor throws. Any
/// thread; in the child of a fork it begins anew, with a spool of its own.
class MlflowOutbox {
 public:
  using Clock = std::chrono::steady_clock;

  MlflowOutbox(MlflowOutboxOptions options, std::shared_ptr<MlflowWarnings> warnings)
      : options_(std::move(options)), warnings_(std::move(warnings)) {
    make_directories(options_.directory);
    state_ = new State(options_, warnings_);
  }
  MlflowOutbox(const MlflowOutbox&) = delete;
  MlflowOutbox& operator=(const MlflowOutbox&) = delete;
  /// Leaves to the next start what was not sent. See `close`.
  ~MlflowOutbox() { close(std::chrono::duration<double>(0)); }

  /// `is_durable`: survives a power cut when this returns.
  void add(const MlflowRecord& record, bool is_durable = false) noexcept {
    try {
      if (is_closed_) return;
      State& state = here();
      state.spool->append(record.to_line());
      if (is_durable) state.spool->sync();
      state.wake();
    } catch (const std::exception& error) {
      (*warnings_)(error.what(),
                   std::string("hone: for MLflow something is lost: ") + error.what());
    }
  }

  /// Sends now; waits until all of this process's is sent, at most so long. Whether it is.
  bool flush(std::chrono::duration<double> limit) {
    if (is_closed_) return false;
    return here().flush(limit);
  }

  /// The last `flush`; afterwards nothing is sent or taken any more. What is left stays on the
  /// disk.
  void close(std::chrono::duration<double> limit) noexcept {
    if (is_closed_.exchange(true)) return;
    State* const state = state_;
    if (state->maker != process_id()) return;  // it belongs to a thread that this process has not
    try {
      state->stop(limit);
    } catch (...) {
      return;
    }
    delete state;
  }

  /// Puts a file's content aside for an upload, as a link. Empty where that cannot be: the file
  /// itself is then what is to be sent.
  std::string keep(const std::string& file, const std::string& name) const {
    const std::string path = options_.directory + "/" + name;
    ::unlink(path.c_str());
    return ::link(file.c_str(), path.c_str()) == 0 ? path : std::string();
  }

 private:
  struct State {
    State(const MlflowOutboxOptions& its_options, std::shared_ptr<MlflowWarnings> its_warnings)
        : options(its_options),
          warnings(std::move(its_warnings)),
          spool(Spool::make(options.directory)) {}

    void wake() {
      if (!has_thread) start();
      { const std::lock_guard<std::mutex> guard(mutex); }  // it waits, or has yet to look
      changed.notify_all();
    }

    void start() {
      const std::lock_guard<std::mutex> guard(mutex);
      if (has_thread) return;
      // Signals are for the program's own threads.
      sigset_t all, before;
      ::sigfillset(&all);
      ::pthread_sigmask(SIG_SETMASK, &all, &before);
      try {
        thread = std::thread([this] { run(); });
        has_thread = true;
      } catch (...) {
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
      }
      ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    bool flush(std::chrono::duration<double> limit) {
      start();
      std::unique_lock<std::mutex> lock(mutex);
      hurries = true;
      changed.notify_all();
      return changed.wait_until(lock, after(limit), [&] { return is_idle(); });
    }

    void stop(std::chrono::duration<double> limit) {
      if (has_thread) {
        {
          std::unique_lock<std::mutex> lock(mutex);
          deadline = after(limit);
          changed.notify_all();
          changed.wait_until(lock, *deadline, [&] { return is_over; });
        }
        aborts = true;
        thread.join();
      }
      if (!spool->has_more()) spool->remove();
    }

    bool is_idle() const { return !is_sending && !spool->has_more(); }
    static Clock::time_point after(std::chrono::duration<double> time) {
      const auto most = std::chrono::duration<double>(1e6);
      return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::min(time, most));
    }

    void run() {
      std::optional<CurlClient> client;
      HttpSend send = options.send;
      if (!send) {
        try {
          client.emplace(options.connection, aborts);
        } catch (const std::exception& error) {
          (*warnings)("curl", error.what());
        }
        send = [&](const HttpRequest& request) {
          return client ? client->send(request) : HttpReply{0, "", -1, "libcurl cannot be used"};
        };
      }
      MlflowSender sender(
          options.connection,
          [&](const HttpRequest& request) {
            return aborts ? HttpReply{0, "", -1, "the program ends"} : send(request);
          },
          options.directory,
          [this](const std::string& cause, const std::string& text) { (*warnings)(cause, text); });
      std::minstd_rand random(static_cast<unsigned>(fnv1a(spool->path())));
      Clock::time_point next = Clock::now(), next_look = next;
      int failures = 0;
      for (;;) {
        {
          std::unique_lock<std::mutex> lock(mutex);
          is_sending = false;
          is_over = aborts;
          changed.notify_all();
          if (is_over) return;
          while (!(hurries || (Clock::now() >= next && spool->has_more()) ||
                   Clock::now() >= next_look)) {
            if (deadline && (is_idle() || next >= *deadline || Clock::now() >= *deadline)) {
              is_over = true;
              changed.notify_all();
              return;
            }
            if (deadline && failures == 0) break;
            const auto wanted = spool->has_more() ? std::min(next, next_look) : next_look;
            changed.wait_until(lock, deadline ? std::min(wanted, *deadline) : wanted);
          }
          hurries = false;
          is_sending = true;
        }
        try {
          if (Clock::now() >= next_look) {
            send_left(sender);
            next_look = after(std::chrono::duration<double>(60));
          }
          sender.send_all(*spool);
          failures = 0;
          next = after(options.send_every);
        } catch (const ServerUnavailable& error) {
          ++failures;
          next = after(pause(failures, error.retry_after, random));
          next_look = std::max(next_look, next);
          if (!aborts)
            (*warnings)(std::string("unavailable: ") + error.what(),
                        "hone: the MLflow server " + options.connection.url +
                            " does not take what it is sent, which waits in " + options.directory +
                            ": " + error.what());
        } catch (const std::exception& error) {
          ++failures;
          next = after(options.retry_within);
          next_look = std::max(next_look, next);
          (*warnings)(error.what(), error.what());
        }
      }
    }

    /// What other processes have left, each spool once: those that are held are skipped.
    void send_left(MlflowSender& sender) {
      for (const std::string& path : Spool::all(options.directory)) {
        if (path == spool->path()) continue;
        const std::unique_ptr<Spool> left = Spool::take(path);
        if (!left) continue;
        sender.send_all(*left);
        left->remove();
      }
    }

    std::chrono::duration<double> pause(int failures, double retry_after,
                                        std::minstd_rand& random) const {
      const MlflowConnection& connection = options.connection;
      const double jitter =
          connection.jitter * std::uniform_real_distribution<double>(0, 1)(random);
      if (retry_after >= 0)
        return std::chrono::duration<double>(std::min(retry_after, 3600.0) + jitter);
      const double most = options.retry_within.count();
      const double grown = connection.backoff * std::ldexp(1.0, std::min(failures - 1, 30));
      return std::chrono::duration<double>(
          failures > connection.max_retries ? most : std::min(grown + jitter, most));
    }

    const MlflowOutboxOptions& options;
    const std::shared_ptr<MlflowWarnings> warnings;
    const std::unique_ptr<Spool> spool;
    const pid_t maker = process_id();
    std::atomic<bool> aborts{false}, has_thread{false};
    std::mutex mutex;  // guards what follows
    std::condition_variable changed;
    bool hurries = false, is_sending = false, is_over = false;
    std::optional<Clock::time_point> deadline;  // set where it is to end
    std::thread thread;
  };

  State& here() {
    State* state = state_;
    if (state->maker == process_id()) return *state;
    auto fresh = std::make_unique<State>(options_, warnings_);
    if (state_.compare_exchange_strong(state, fresh.get())) return *fresh.release();
    fresh->spool->remove();
    return *state;
  }

  const MlflowOutboxOptions options_;
  const std::shared_ptr<MlflowWarnings> warnings_;
  std::atomic<bool> is_closed_{false};
  std::atomic<State*> state_{nullptr};  // of a parent's it is left as it is
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
