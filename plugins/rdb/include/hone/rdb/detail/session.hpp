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

/// One process's dealings with a database that may go away: its connections, what is known of its
/// studies, and what could not be sent yet. Any thread.
///
///   session.patiently("to write a trial's end", [&](Connection& connection) { ... });
///
/// The work is done with the session's lock held. Where the database is away it is begun again once
/// there is a connection, so it must be a transaction, and find out itself whether the one before
/// was committed. What was kept goes out first, in the order in which it was kept.
class Session {
 public:
  using Work = FunctionRef<void(Connection&)>;

  const pid_t process = ::getpid();

  /// Connects, and sees that the tables are there. Throws StorageError at once where that fails.
  Session(const Connector& connector, const RdbOptions& options);

  ~Session();

  /// What is known of a study, by the id that its user has. Only within work.
  StudyCache& cache(int64_t study) {
    return caches_.try_emplace(study, study, study % kNextOfRow).first->second;
  }

  /// What is known of the study that a row holds now. Its id is the row's; where that was a deleted
  /// study's before, another, so that who has the deleted one open does not get the new one. Only
  /// within work.
  StudyCache& newest(int64_t row);

  /// What the database can hold; also while it is away. Only within work.
  const SqlLimits& limits() const { return limits_; }

  /// Does the work, and waits for the database as long as the user is patient. Throws StorageError,
  /// which says how long it waited and `what` for.
  void patiently(const std::string& what, Work work);

  /// Does the work; where the database is away, the other thing instead, with the lock held too.
  /// Returns false where that could not be done either.
  bool quickly(Work work, FunctionRef<bool()> otherwise);

  /// Begins a transaction that has the row of a trial of ours. False where it is ours no more.
  bool lock_ours(Connection& connection, const StudyCache& cache, int64_t number,
                 Durability durability);

  /// Puts changes of a trial of ours on the list of what is sent when the database is back.
  void keep(StudyCache& cache, int64_t number, Changes changes);

  /// Remembers what a crash of the server may still take back, to send it again then.
  void remember(const Connection& connection, int64_t study, int64_t number, Changes changes);
  /// What was committed before is durable now.
  void synced() { unsynced_.clear(); }

  /// Whether this process says that its trials of the study are alive. Only within work.
  bool beats(int64_t study) const { return beating_studies_.count(study) > 0; }

  /// Heartbeats have a connection of their own: they must not wait for a transaction.
  void beat(int64_t study, const std::vector<int64_t>& numbers);

 private:
  using Clock = std::chrono::steady_clock;
  enum class Outcome { done, conflict, away };
  struct Kept {
    int64_t study, number;
    Changes changes;
    Clock::time_point time;
  };

  /// `now`: also where it was found only just before that the database is away.
  Outcome attempt(Work work, bool now, std::string& why);

  void connect(bool now);

  void send_kept();

  void send(const Kept& kept);

  /// What the database will never take must not hold up the rest. Its trial, which counted it as
  /// written, is read again before anything more is decided of it.
  void drop(const Kept& kept, const std::string& why);

  void note(Outcome outcome, const std::string& why);

  std::vector<std::string> news_of();
  void tell(const std::vector<std::string>& news) const;

  static std::string seconds(std::chrono::duration<double> time) {
    return std::to_string(std::lround(time.count())) + " s";
  }
  std::string gave_up(const std::string& what, std::chrono::duration<double> waited,
                      const std::string& why) const;

  /// How far apart the ids are of studies that had one row, one after another.
  static constexpr int64_t kNextOfRow = int64_t{1} << 40;

  static void sleep(std::chrono::duration<double> longest);

  const Connector& connector_;
  const RdbOptions& options_;
  std::mutex mutex_;  // guards what follows
  std::unique_ptr<Connection> connection_;
  SqlLimits limits_;
  std::map<int64_t, StudyCache> caches_;
  std::set<int64_t> beating_studies_;
  std::deque<Kept> kept_;      // not sent yet
  std::deque<Kept> unsynced_;  // sent, and not known to survive a crash of the server
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
