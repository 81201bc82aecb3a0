// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>
#include <hone/mlflow/detail/connection.hpp>
#include <hone/mlflow/detail/http.hpp>
#include <hone/mlflow/detail/sender.hpp>
#include <hone/mlflow/detail/spool.hpp>
#include <hone/mlflow/detail/warnings.hpp>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

struct MlflowOutboxOptions {
  std::string directory;  ///< of the spools
  MlflowConnection connection;
  std::chrono::duration<double> send_every{0.5}, retry_within{60};
  HttpSend send;  ///< for tests; if empty, libcurl
};

/// A process's spool, and the thread that sends it and the spools of dead processes of the study.
/// The thread starts with the first line. After a failure it pauses, longer each time.
///
/// Thread-safe; `stop` must be the last call.
class MlflowMailer {
 public:
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;

  /// `options` must outlive it. Throws StorageError.
  MlflowMailer(const MlflowOutboxOptions& options, std::shared_ptr<MlflowWarnings> warnings);

  bool is_here() const { return maker_ == process_id(); }

  void add(std::string_view line, bool is_durable);

  /// Waits until this process's data is sent, or the server accepts nothing for `patience`. Returns
  /// whether everything was sent.
  bool flush(Seconds patience);

  /// Like `flush`, and ends the thread. What is left stays on disk.
  void stop(Seconds patience);

  /// Removes the spool, if nothing was added.
  void discard() { spool_->remove(); }

 private:
  bool is_idle() const { return !is_sending_ && !spool_->has_more(); }

  static Clock::time_point after(Seconds time) {
    return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::min(time, Seconds(1e6)));
  }

  /// Waits until `done`, or until there is no progress for `patience`.
  template <class Done>
  bool wait(std::unique_lock<std::mutex>& lock, Seconds patience, Done done) {
    for (;;) {
      const uint64_t before = watch_.progress;
      if (changed_.wait_until(lock, after(patience), done)) return true;
      if (watch_.progress == before) return false;
    }
  }

  void start();

  void run();

  /// Returns false if the thread must end.
  bool wait_for_work();

  void send(MlflowSender& sender);

  /// Sends the spools that other processes left, each once. Skips those that a process holds.
  void send_left(MlflowSender& sender);

  Seconds pause(double retry_after);

  const MlflowOutboxOptions& options_;
  const std::shared_ptr<MlflowWarnings> warnings_;
  const std::unique_ptr<Spool> spool_;
  const pid_t maker_ = process_id();
  HttpWatch watch_;

  std::minstd_rand random_;  // only the thread uses this and the next members
  Clock::time_point next_ = Clock::now(), next_look_ = next_;
  Clock::time_point not_before_ = next_;  // the server asked for it
  int failures_ = 0;

  std::mutex mutex_;  // guards the members below
  std::condition_variable changed_;
  bool hurries_ = false, is_sending_ = false, is_over_ = false;
  std::optional<Seconds> patience_;  // set if the thread must end
  std::atomic<bool> has_thread_{false};
  std::thread thread_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/mailer.hpp>
#endif
