// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/rdb/detail/change_name.hpp>
#include <hone/rdb/detail/connect.hpp>
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/schema.hpp>
#include <hone/rdb/detail/session.hpp>
#include <hone/rdb/detail/study_cache.hpp>
#include <hone/rdb/detail/study_writer.hpp>
#include <hone/rdb/detail/text.hpp>
#include <hone/rdb_options.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/storage.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Session::Session(const Connector& connector, const RdbOptions& options)
    : connector_(connector), options_(options), connection_(connector_.open()) {
  Schema::ensure(*connection_, connector_.place);
  limits_ = connection_->dialect().limits;
}

HONE_INLINE Session::~Session() {
  if (kept_.empty() || !connection_) return;
  try {
    send_kept();
  } catch (...) {  // a destructor does not wait for the database
  }
}

HONE_INLINE StudyCache& Session::newest(int64_t row) {
  int64_t study = row;
  while (cache(study).is_gone()) study += kNextOfRow;
  return cache(study);
}

HONE_INLINE void Session::patiently(const std::string& what, Work work) {
  const Clock::time_point start = Clock::now();
  std::chrono::duration<double> pause(0.05);
  for (int conflicts = 0;;) {
    std::string why;
    const Outcome outcome = attempt(work, /*now=*/true, why);
    if (outcome == Outcome::done) return;
    if (outcome == Outcome::conflict && ++conflicts > 100) throw StorageError(why);
    if (outcome == Outcome::away) {
      const std::chrono::duration<double> waited = Clock::now() - start;
      if (waited >= options_.patience()) throw StorageError(gave_up(what, waited, why));
      pause = std::min<std::chrono::duration<double>>(
          {pause * 1.5, std::chrono::seconds(5), options_.patience() - waited});
    }
    sleep(outcome == Outcome::conflict ? std::chrono::duration<double>(0.02) : pause);
  }
}

HONE_INLINE bool Session::quickly(Work work, FunctionRef<bool()> otherwise) {
  for (;;) {
    std::string why;
    const Outcome outcome = attempt(work, /*now=*/false, why);
    if (outcome == Outcome::done) return true;
    if (outcome == Outcome::conflict) {
      sleep(std::chrono::duration<double>(0.02));
      continue;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    return otherwise();
  }
}

HONE_INLINE bool Session::lock_ours(Connection& connection, const StudyCache& cache, int64_t number,
                                    Durability durability) {
  const int64_t id = cache.ids[static_cast<size_t>(number)];
  std::string state;
  connection.begin(
      durability,
      {"SELECT state FROM trials WHERE trial_id = " + std::to_string(id) +
       " AND study_id = " + std::to_string(cache.row()) + connection.dialect().for_update},
      [&](const SqlRow& row) { state = text_of(row.at(0)); });
  return state == state_name(TrialState::running) && cache.is_stored_as_mine(connection, id);
}

HONE_INLINE void Session::keep(StudyCache& cache, int64_t number, Changes changes) {
  kept_.push_back({cache.study(), number, changes, Clock::now()});
  cache.apply(std::move(changes), {});
}

HONE_INLINE void Session::remember(const Connection& connection, int64_t study, int64_t number,
                                   Changes changes) {
  if (!connection.dialect().may_forget) return;
  const Clock::time_point now = Clock::now();
  while (!unsynced_.empty() && now - unsynced_.front().time > std::chrono::seconds(30))
    unsynced_.pop_front();
  unsynced_.push_back({study, number, std::move(changes), now});
}

HONE_INLINE void Session::beat(int64_t study, const std::vector<int64_t>& numbers) {
  std::vector<int64_t> ids;
  int64_t row = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    beating_studies_.insert(study);
    const StudyCache& known = cache(study);
    row = known.row();
    for (const int64_t number : numbers)
      if (known.record.find_trial(number)) ids.push_back(known.ids[static_cast<size_t>(number)]);
  }
  if (ids.empty()) return;
  const std::lock_guard<std::mutex> lock(beating_);
  try {
    if (!heart_) heart_ = connector_.open();
    for (const int64_t id : ids) heart_->run(heart_->dialect().heartbeat(row, id));
  } catch (const SqlError& error) {
    heart_.reset();
    if (!error.is_passing()) throw;  // else the next heartbeat tries again
  }
}

HONE_INLINE Session::Outcome Session::attempt(Work work, bool now, std::string& why) {
  Outcome outcome = Outcome::done;
  std::vector<std::string> news;
  try {
    const std::lock_guard<std::mutex> lock(mutex_);
    // Try again at once if a connection broke, but not if none could be opened.
    for (bool again = connection_ != nullptr;; again = false) try {
        connect(now);
        send_kept();
        work(*connection_);
        break;
      } catch (const SqlError& error) {
        why = error.what();
        if (connection_) connection_->rollback();
        if (!error.is_passing()) throw;
        if (error.kind == SqlError::Kind::conflict) {
          outcome = Outcome::conflict;
          break;
        }
        connection_.reset();
        outcome = Outcome::away;
        if (!again) break;
        outcome = Outcome::done;
      } catch (...) {
        if (connection_) connection_->rollback();
        throw;
      }
    note(outcome, why);
    news.swap(news_);
  } catch (...) {
    tell(news_of());
    throw;
  }
  tell(news);
  return outcome;
}

HONE_INLINE void Session::connect(bool now) {
  if (connection_) return;
  if (!now && Clock::now() < retry_at_) throw SqlError(SqlError::Kind::away, why_away_);
  const Clock::time_point start = Clock::now();
  try {
    connection_ = connector_.open();
    Schema::ensure(*connection_, connector_.place);
    limits_ = connection_->dialect().limits;
  } catch (const SqlError& error) {
    connection_.reset();
    // A loop that continues without the database must not spend its time on reconnecting.
    const auto took = Clock::now() - start;
    retry_at_ =
        Clock::now() + std::min<Clock::duration>(
                           std::max<Clock::duration>(took * 20, std::chrono::milliseconds(250)),
                           std::chrono::minutes(1));
    why_away_ = error.what();
    throw;
  }
  for (auto& [study, cache] : caches_) cache.reconnected();
  kept_.insert(kept_.begin(), std::make_move_iterator(unsynced_.begin()),
               std::make_move_iterator(unsynced_.end()));
  unsynced_.clear();
}

HONE_INLINE void Session::send_kept() {
  if (kept_.empty()) return;
  size_t count = 0;
  for (; !kept_.empty(); kept_.pop_front()) try {
      send(kept_.front());
      ++count;
    } catch (const SqlError& error) {
      if (error.kind != SqlError::Kind::bad_value) throw;
      drop(kept_.front(), error.what());
    }
  if (is_away_ && count > 0)
    news_.push_back("hone: " + std::to_string(count) + " changes that waited for " +
                    connector_.place + " were sent");
}

HONE_INLINE void Session::send(const Kept& kept) {
  StudyCache& cache = this->cache(kept.study);
  if (!cache.is_gone() && lock_ours(*connection_, cache, kept.number, Durability::durable)) {
    StudyWriter writer(*connection_, cache, beats(kept.study));
    for (const Change& change : kept.changes) writer.add(change);
    connection_->commit(writer.statements());
  } else {
    connection_->rollback();
    cache.let_go(kept.number);
  }
}

HONE_INLINE void Session::drop(const Kept& kept, const std::string& why) {
  connection_->rollback();
  StudyCache& cache = this->cache(kept.study);
  cache.let_go(kept.number);
  news_.push_back("hone: " + names_of(kept.changes) + " of trial " + std::to_string(kept.number) +
                  " of the study \"" + cache.record.name +
                  "\" waited for the database, was refused, and is not recorded: " +
                  why.substr(why.find(' ') + 1));
}

HONE_INLINE void Session::note(Outcome outcome, const std::string& why) {
  if (outcome == Outcome::away && !is_away_) {
    away_since_ = Clock::now();
    news_.push_back("hone: waiting for the database " + connector_.place + ": " + why);
  }
  if (outcome == Outcome::done && is_away_)
    news_.push_back("hone: the database " + connector_.place + " is back after " +
                    seconds(Clock::now() - away_since_));
  if (outcome != Outcome::conflict) is_away_ = outcome == Outcome::away;
}

HONE_INLINE std::vector<std::string> Session::news_of() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::exchange(news_, {});
}

HONE_INLINE void Session::tell(const std::vector<std::string>& news) const {
  if (options_.on_wait())
    for (const std::string& text : news) options_.on_wait()(text);
}

HONE_INLINE std::string Session::gave_up(const std::string& what,
                                         std::chrono::duration<double> waited,
                                         const std::string& why) const {
  return "hone: waited " + seconds(waited) + ' ' + what + ": " + why.substr(why.find(' ') + 1) +
         "; is the database " + connector_.place +
         " running and reachable? (RdbOptions::patience is how long to wait)";
}

HONE_INLINE void Session::sleep(std::chrono::duration<double> longest) {
  thread_local std::minstd_rand random{std::random_device()()};
  std::this_thread::sleep_for(longest * std::uniform_real_distribution<>(0.5, 1)(random));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
