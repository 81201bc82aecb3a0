// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/files/worker.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/detail/beat_files.hpp>
#include <hone/storages/detail/group_sync.hpp>
#include <hone/storages/detail/journal_file.hpp>
#include <hone/storages/detail/journal_reader.hpp>
#include <hone/storages/detail/journal_record.hpp>
#include <hone/storages/detail/journal_replay.hpp>
#include <hone/storages/detail/journal_text.hpp>
#include <hone/storages/detail/symlink_lock.hpp>
#include <hone/storages/journal.hpp>
#include <hone/storages/storage.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// The journal as opened by one process.
struct JournalStorage::Open {
  Open(const std::string& path, detail::LockTimes times, const detail::FileOps& ops)
      : file(path, ops), lock(path, times, ops), durable(file.get(), path, ops) {}

  int64_t find(const std::string& name, const std::vector<Direction>& directions) const;
  const detail::JournalReplay::Study& find(int64_t study) const;
  void check_writable() const;
  detail::JournalEncoder& anew();
  /// Skips changes to trials that do not exist and are not created by an earlier change.
  void encode(int64_t id, const detail::JournalReplay::Study& study, const Changes& changes);
  void write();

  const pid_t process = detail::process_id();
  detail::JournalEncoder text{detail::worker_name()};  // guarded by the lock
  detail::JournalFile file;
  detail::SymlinkLock lock;
  detail::GroupSync durable;
  std::mutex writing;  // acquired before the lock in the file system
  std::mutex reading;  // acquired last, so readers never wait for other processes
};

HONE_INLINE JournalStorage::JournalStorage(const std::string& path)
    : JournalStorage(path, detail::LockTimes(), detail::system_file_ops()) {}

HONE_INLINE JournalStorage::JournalStorage(const std::string& path, detail::LockTimes times,
                                           const detail::FileOps& ops)
    : path_(absolute(path)), times_(times), ops_(ops), open_(open().release()) {}

HONE_INLINE JournalStorage::~JournalStorage() {
  // A forked child leaks the inherited object: threads that do not exist here may be using it.
  Open* const opened = open_.load();
  if (opened->process == detail::process_id()) delete opened;
}

HONE_INLINE int64_t JournalStorage::open_study(const std::string& name,
                                               const std::vector<Direction>& directions) {
  Open& journal = opened();
  {
    const std::lock_guard<std::mutex> reading(journal.reading);
    journal.file.sync();
    const int64_t id = journal.find(name, directions);
    if (id >= 0) return id;
  }
  const std::lock_guard<std::mutex> writing(journal.writing);
  journal.check_writable();
  const detail::SymlinkLock::Guard lock(journal.lock);
  const std::lock_guard<std::mutex> reading(journal.reading);
  journal.file.sync_locked();
  const int64_t id = journal.find(name, directions);
  if (id >= 0) return id;
  detail::JournalEncoder& text = journal.anew();
  text.create_study(name,
                    directions.empty() ? std::vector<Direction>{Direction::minimize} : directions);
  journal.write();
  return journal.find(name, {});
}

HONE_INLINE std::vector<std::string> JournalStorage::study_names() {
  Open& journal = opened();
  const std::lock_guard<std::mutex> reading(journal.reading);
  journal.file.sync();
  std::vector<std::string> names;
  for (const auto& study : journal.file.replay().studies())
    if (!study.is_deleted) names.push_back(study.record.name);
  return names;
}

HONE_INLINE void JournalStorage::delete_study(const std::string& name) {
  Open& journal = opened();
  int64_t end = 0;
  {
    const std::lock_guard<std::mutex> writing(journal.writing);
    journal.check_writable();
    const detail::SymlinkLock::Guard lock(journal.lock);
    const std::lock_guard<std::mutex> reading(journal.reading);
    journal.file.sync_locked();
    const int64_t id = journal.file.replay().find(name);
    if (id < 0) detail::no_study_to_delete(name);
    journal.anew().delete_study(id);
    journal.write();
    end = journal.file.offset();
  }
  journal.durable.wait(end);
}

HONE_INLINE void JournalStorage::read(int64_t study,
                                      detail::FunctionRef<void(const StudyRecord&)> look) {
  Open& journal = opened();
  const std::lock_guard<std::mutex> reading(journal.reading);
  journal.file.sync();
  look(journal.find(study).record);
}

HONE_INLINE void JournalStorage::update(int64_t study,
                                        detail::FunctionRef<Changes(const StudyRecord&)> decide,
                                        Durability durability) {
  Open& journal = opened();
  int64_t end = 0;
  {
    const std::lock_guard<std::mutex> writing(journal.writing);
    journal.check_writable();
    const detail::SymlinkLock::Guard lock(journal.lock);
    const std::lock_guard<std::mutex> reading(journal.reading);
    journal.file.sync_locked();
    const auto& known = journal.find(study);
    const Changes changes = decide(known.record);
    if (changes.empty()) return;
    journal.anew();
    journal.encode(study, known, changes);
    if (journal.text.text().empty()) return;
    journal.write();
    end = journal.file.offset();
  }
  if (durability == Durability::durable) journal.durable.wait(end);
}

HONE_INLINE void JournalStorage::beat(int64_t, const std::vector<int64_t>&) {
  opened().lock.beats().beat();
}

HONE_INLINE std::vector<int64_t> JournalStorage::silent(int64_t study,
                                                        const std::vector<int64_t>& numbers,
                                                        std::chrono::duration<double> grace) {
  std::vector<std::pair<int64_t, std::string>> workers;
  read(study, [&](const StudyRecord& record) {
    for (const int64_t number : numbers)
      if (const FrozenTrial* trial = record.find_trial(number))
        workers.emplace_back(number, detail::owner_of(*trial));
  });
  std::vector<int64_t> result;
  const detail::SymlinkLock& lock = opened().lock;
  const std::optional<int64_t> now = lock.beats().beat();
  if (!now) return result;
  const auto since = *now - static_cast<int64_t>(std::min(grace.count(), 1e9) * 1e9);
  for (const auto& [number, worker] : workers)
    if (detail::is_hone_worker(worker) && lock.beats().is_silent(lock.name_of(worker), since))
      result.push_back(number);
  return result;
}

HONE_INLINE int64_t JournalStorage::Open::find(const std::string& name,
                                               const std::vector<Direction>& directions) const {
  const int64_t id = file.replay().find(name);
  if (id >= 0) detail::check_directions(file.replay().find(id)->record, directions);
  return id;
}

HONE_INLINE detail::JournalEncoder& JournalStorage::Open::anew() {
  text.clear();
  return text;
}

HONE_INLINE std::string JournalStorage::absolute(const std::string& path) {
  if (path.empty()) throw ArgumentError("hone: the journal's path is empty text; name a file");
  return detail::absolute_path(path);
}

HONE_INLINE std::unique_ptr<JournalStorage::Open> JournalStorage::open() const {
  auto opened = std::make_unique<Open>(path_, times_, ops_);
  opened->file.sync();
  return opened;
}

HONE_INLINE JournalStorage::Open& JournalStorage::opened() {
  Open* before = open_.load(std::memory_order_acquire);
  while (before->process != detail::process_id()) {
    std::unique_ptr<Open> mine = open();
    if (open_.compare_exchange_strong(before, mine.get())) return *mine.release();
  }
  return *before;
}

HONE_INLINE const detail::JournalReplay::Study& JournalStorage::Open::find(int64_t study) const {
  const auto* found = file.replay().find(study);
  if (!found)
    throw ArgumentError("hone: the journal " + file.path() + " has no study with the id " +
                        std::to_string(study));
  if (found->is_deleted)
    throw StorageError("hone: the study \"" + found->record.name +
                       "\" was deleted from the journal " + file.path());
  return *found;
}

HONE_INLINE void JournalStorage::Open::check_writable() const {
  if (!file.is_writable())
    throw StorageError(
        "hone: the journal " + file.path() +
        " may only be read by this user; check the permissions of the file and its directory");
}

HONE_INLINE void JournalStorage::Open::encode(int64_t id, const detail::JournalReplay::Study& study,
                                              const Changes& changes) {
  int64_t next_trial = file.replay().next_trial();
  std::vector<int64_t> made;
  const auto known = static_cast<int64_t>(study.trials.size());
  for (const Change& change : changes)
    std::visit(
        [&](const auto& set) {
          using Set = std::decay_t<decltype(set)>;
          if constexpr (std::is_same_v<Set, CreateTrial>) {
            text.study(id, set);
            made.push_back(next_trial++);
          } else if constexpr (std::is_same_v<Set, SetStudyUserAttr> ||
                               std::is_same_v<Set, SetStudySystemAttr>) {
            text.study(id, set);
          } else if (set.number >= 0 && set.number < known) {
            text.trial(study.trials[static_cast<size_t>(set.number)], set);
          } else if (set.number >= known &&
                     set.number < known + static_cast<int64_t>(made.size())) {
            text.trial(made[static_cast<size_t>(set.number - known)], set);
          }
        },
        change);
}

HONE_INLINE void JournalStorage::Open::write() {
  std::vector<detail::JournalRecord> records = file.reader().records(text.text());
  lock.check();
  file.repair();
  lock.check();
  file.append(text.text(), std::move(records));
  durable.written(file.offset());
}

}  // namespace HONE_ABI
}  // namespace hone
