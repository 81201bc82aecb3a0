// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connect.hpp>
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/study_cache.hpp>
#include <hone/rdb_options.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/storage.hpp>

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// One process's access to a database that may become unavailable: its connections, a cache of its
/// studies, and changes that could not be sent yet. Thread-safe.
///
///   session.patiently("to write a trial's end", [&](Connection& connection) { ... });
///
/// The work runs with the session's lock held. If the database is away, the work runs again once
/// there is a connection. So it must be a transaction, and must itself find out whether the
/// previous attempt was committed. Changes that waited are sent first, in their order.
class Session {
 public:
  using Work = FunctionRef<void(Connection&)>;

  const pid_t process = ::getpid();

  /// Connects, and creates missing tables. Throws StorageError at once if that fails.
  Session(const Connector& connector, const RdbOptions& options);

  ~Session();

  /// The cache of a study, by the id that its user has. Only within work.
  StudyCache& cache(int64_t study) {
    return caches_.try_emplace(study, study, study % kNextOfRow).first->second;
  }

  /// The cache of the study that a row holds now. Its id is the row's, or another one if that id
  /// belongs to a deleted study, so that users of the deleted study do not see the new one. Only
  /// within work.
  StudyCache& newest(int64_t row);

  /// What the database can hold; known even while it is away. Only within work.
  const SqlLimits& limits() const { return limits_; }

  /// Does the work, and waits for the database up to RdbOptions::patience. Throws StorageError,
  /// which says how long it waited and `what` for.
  void patiently(const std::string& what, Work work);

  /// Does the work. If the database is away, calls `otherwise` instead, also with the lock held.
  /// Returns false if `otherwise` does.
  bool quickly(Work work, FunctionRef<bool()> otherwise);

  /// Begins a transaction that locks the row of a trial of this process. Returns false if this
  /// process no longer owns the trial.
  bool lock_ours(Connection& connection, const StudyCache& cache, int64_t number,
                 Durability durability);

  /// Keeps changes of a trial of this process, to be sent when the database is back.
  void keep(StudyCache& cache, int64_t number, Changes changes);

  /// Remembers changes that a server crash may still undo, to send them again after one.
  void remember(const Connection& connection, int64_t study, int64_t number, Changes changes);
  /// All earlier commits are durable now.
  void synced() { unsynced_.clear(); }

  /// Whether this process sends heartbeats for its trials of the study. Only within work.
  bool beats(int64_t study) const { return beating_studies_.count(study) > 0; }

  /// Heartbeats have their own connection: they must not wait for a transaction.
  void beat(int64_t study, const std::vector<int64_t>& numbers);

 private:
  using Clock = std::chrono::steady_clock;
  enum class Outcome { done, conflict, away };
  struct Kept {
    int64_t study, number;
    Changes changes;
    Clock::time_point time;
  };

  /// `now`: tries to connect even if an attempt has failed only just before.
  Outcome attempt(Work work, bool now, std::string& why);

  void connect(bool now);

  void send_kept();

  void send(const Kept& kept);

  /// Drops changes that the database will never accept, so that they do not block the rest. The
  /// cache counts them as written, so the trial is read again before the next decision on it.
  void drop(const Kept& kept, const std::string& why);

  void note(Outcome outcome, const std::string& why);

  std::vector<std::string> news_of();
  void tell(const std::vector<std::string>& news) const;

  static std::string seconds(std::chrono::duration<double> time) {
    return std::to_string(std::lround(time.count())) + " s";
  }
  std::string gave_up(const std::string& what, std::chrono::duration<double> waited,
                      const std::string& why) const;

  /// The distance between the ids of studies that had the same row, one after another.
  static constexpr int64_t kNextOfRow = int64_t{1} << 40;

  static void sleep(std::chrono::duration<double> longest);

  const Connector& connector_;
  const RdbOptions& options_;
  std::mutex mutex_;  // guards the members below
  std::unique_ptr<Connection> connection_;
  SqlLimits limits_;
  std::map<int64_t, StudyCache> caches_;
  std::set<int64_t> beating_studies_;
  std::deque<Kept> kept_;      // not sent yet
  std::deque<Kept> unsynced_;  // sent, but a server crash may lose it
  bool is_away_ = false;
  Clock::time_point away_since_, retry_at_;
  std::string why_away_;
  std::vector<std::string> news_;
  std::mutex beating_;
  std::unique_ptr<Connection> heart_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/session.hpp>
#endif
