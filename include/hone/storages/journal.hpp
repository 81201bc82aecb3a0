// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/file_ops.hpp>
#include <hone/detail/journal/file.hpp>
#include <hone/detail/journal/group_sync.hpp>
#include <hone/detail/journal/symlink_lock.hpp>
#include <hone/detail/journal/text.hpp>
#include <hone/detail/owner.hpp>
#include <hone/detail/worker.hpp>
#include <hone/storages/storage.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// Keeps studies in one file, which Optuna's `JournalStorage` opens as its own: C++ and Python
/// workers, of any number, may work on a study together. What `hone::Study` uses for a directory.
///
///   hone::JournalStorage storage("runs/net/journal.log");   // made where there is none
///   const int64_t study = storage.open_study("net", {hone::Direction::maximize});
///   storage.update(study, [](const hone::StudyRecord&) -> hone::Changes {
///     return {hone::CreateTrial{}};
///   }, hone::Durability::durable);
///
/// The file only grows, by whole lines; all that is known is read from it. What a killed program or
/// a power cut left at its end is moved to `<journal>.torn` by the next update. Nothing else is
/// ever taken out: a line in the middle that cannot be read is a StorageError that names it.
/// Where the file may not be written, studies can be read. An update is there whole or not at all
/// up to a page of text (4096 bytes); of a longer one a kill in the middle may leave the first
/// lines.
///
/// On file systems of a network (NFS, SMB, FUSE, ...) each update opens the file anew and is synced
/// before the lock is let go, since only so other machines see it in order. Throws StorageError
/// where links, by which Optuna and hone lock, are not to be had or do not exclude.
///
/// Any thread may call any method. A forked child opens the file anew, as a worker of its own.
template <class T>
class BasicJournalStorage final : public Storage {
 public:
  /// Throws StorageError where the file can be neither opened nor made, or is no journal.
  explicit BasicJournalStorage(const std::string& path)
      : BasicJournalStorage(path, detail::LockTimes(), detail::system_file_ops()) {}

  /// For tests: with other waiting times, and with file operations that fail.
  BasicJournalStorage(const std::string& path, detail::LockTimes times, const detail::FileOps& ops)
      : path_(absolute(path)), times_(times), ops_(ops), open_(open().release()) {}

  BasicJournalStorage(const BasicJournalStorage&) = delete;
  BasicJournalStorage& operator=(const BasicJournalStorage&) = delete;

  ~BasicJournalStorage() override {
    // What a forked child inherited may be in use by threads that it has not got: it is left alone.
    Open* const opened = open_.load();
    if (opened->process == detail::process_id()) delete opened;
  }

  /// The file's absolute path.
  const std::string& path() const { return path_; }

  int64_t open_study(const std::string& name, const std::vector<Direction>& directions) override {
    Open& journal = opened();
    {
      const std::lock_guard<std::mutex> reading(journal.reading);
      journal.file.sync();
      const int64_t id = journal.find(name, directions);
      if (id >= 0) return id;
    }
    const std::lock_guard<std::mutex> writing(journal.writing);
    check_writable(journal);
    const typename detail::SymlinkLockOf<T>::Guard lock(journal.lock);
    const std::lock_guard<std::mutex> reading(journal.reading);
    journal.file.sync_locked();
    const int64_t id = journal.find(name, directions);
    if (id >= 0) return id;
    detail::JournalEncoderOf<T>& text = journal.anew();
    text.create_study(
        name, directions.empty() ? std::vector<Direction>{Direction::minimize} : directions);
    write(journal);
    return journal.find(name, {});
  }

  std::vector<std::string> study_names() override {
    Open& journal = opened();
    const std::lock_guard<std::mutex> reading(journal.reading);
    journal.file.sync();
    std::vector<std::string> names;
    for (const auto& study : journal.file.replay().studies())
      if (!study.is_deleted) names.push_back(study.record.name);
    return names;
  }

  void delete_study(const std::string& name) override {
    Open& journal = opened();
    int64_t end = 0;
    {
      const std::lock_guard<std::mutex> writing(journal.writing);
      check_writable(journal);
      const typename detail::SymlinkLockOf<T>::Guard lock(journal.lock);
      const std::lock_guard<std::mutex> reading(journal.reading);
      journal.file.sync_locked();
      const int64_t id = journal.file.replay().find(name);
      if (id < 0) detail::no_study_to_delete(name);
      journal.anew().delete_study(id);
      write(journal);
      end = journal.file.offset();
    }
    journal.durable.wait(end);
  }

  void read(int64_t study, detail::FunctionRef<void(const StudyRecord&)> look) override {
    Open& journal = opened();
    const std::lock_guard<std::mutex> reading(journal.reading);
    journal.file.sync();
    look(find(journal, study).record);
  }

  void update(int64_t study, detail::FunctionRef<Changes(const StudyRecord&)> decide,
              Durability durability) override {
    Open& journal = opened();
    int64_t end = 0;
    {
      const std::lock_guard<std::mutex> writing(journal.writing);
      check_writable(journal);
      const typename detail::SymlinkLockOf<T>::Guard lock(journal.lock);
      const std::lock_guard<std::mutex> reading(journal.reading);
      journal.file.sync_locked();
      const auto& known = find(journal, study);
      const Changes changes = decide(known.record);
      if (changes.empty()) return;
      encode(journal.anew(), study, known, changes, journal.file.replay().next_trial());
      if (journal.text.text().empty()) return;
      write(journal);
      end = journal.file.offset();
    }
    if (durability == Durability::durable) journal.durable.wait(end);
  }

  void beat(int64_t, const std::vector<int64_t>&) override { opened().lock.beats().beat(); }

  std::vector<int64_t> silent(int64_t study, const std::vector<int64_t>& numbers,
                              std::chrono::duration<double> grace) override {
    std::vector<std::pair<int64_t, std::string>> workers;
    read(study, [&](const StudyRecord& record) {
      for (const int64_t number : numbers)
        if (const FrozenTrial* trial = record.find_trial(number))
          workers.emplace_back(number, detail::owner_of(*trial));
    });
    std::vector<int64_t> result;
    const detail::SymlinkLockOf<T>& lock = opened().lock;
    const std::optional<int64_t> now = lock.beats().beat();
    if (!now) return result;
    const auto since = *now - static_cast<int64_t>(std::min(grace.count(), 1e9) * 1e9);
    for (const auto& [number, worker] : workers)
      if (detail::is_hone_worker(worker) && lock.beats().is_silent(lock.name_of(worker), since))
        result.push_back(number);
    return result;
  }

 private:
  /// The journal as one process has it open.
  struct Open {
    Open(const std::string& path, detail::LockTimes times, const detail::FileOps& ops)
        : file(path, ops), lock(path, times, ops), durable(file.get(), path, ops) {}

    int64_t find(const std::string& name, const std::vector<Direction>& directions) const {
      const int64_t id = file.replay().find(name);
      if (id >= 0) detail::check_directions(file.replay().find(id)->record, directions);
      return id;
    }

    detail::JournalEncoderOf<T>& anew() {
      text.clear();
      return text;
    }

    const pid_t process = detail::process_id();
    detail::JournalEncoderOf<T> text{detail::worker_name()};  // whoever has the lock writes it
    detail::JournalFileOf<T> file;
    detail::SymlinkLockOf<T> lock;
    detail::GroupSyncOf<T> durable;
    std::mutex writing;  // before the lock in the file system, which is before:
    std::mutex reading;  // readers do not wait for other processes
  };

  static std::string absolute(const std::string& path) {
    if (path.empty()) throw ArgumentError("hone: the journal's path is empty text; name a file");
    return detail::absolute_path(path);
  }

  std::unique_ptr<Open> open() const {
    auto opened = std::make_unique<Open>(path_, times_, ops_);
    opened->file.sync();
    return opened;
  }

  Open& opened() {
    Open* before = open_.load(std::memory_order_acquire);
    while (before->process != detail::process_id()) {
      std::unique_ptr<Open> mine = open();
      if (open_.compare_exchange_strong(before, mine.get())) return *mine.release();
    }
    return *before;
  }

  static const typename detail::JournalReplayOf<T>::Study& find(const Open& journal,
                                                                int64_t study) {
    const auto* found = journal.file.replay().find(study);
    if (!found)
      throw ArgumentError("hone: the journal " + journal.file.path() +
                          " has no study with the id " + std::to_string(study));
    if (found->is_deleted)
      throw StorageError("hone: the study \"" + found->record.name +
                         "\" was deleted from the journal " + journal.file.path());
    return *found;
  }

  static void check_writable(const Open& journal) {
    if (!journal.file.is_writable())
      throw StorageError(
          "hone: the journal " + journal.file.path() +
          " may only be read by this user; check the permissions of the file and its directory");
  }

  /// Leaves out what belongs to no trial that there is or that an earlier change makes.
  static void encode(detail::JournalEncoderOf<T>& text, int64_t id,
                     const typename detail::JournalReplayOf<T>::Study& study,
                     const Changes& changes, int64_t next_trial) {
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

  static void write(Open& journal) {
    const std::string& text = journal.text.text();
    std::vector<detail::JournalRecord> records = journal.file.reader().records(text);
    journal.lock.check();
    journal.file.repair();
    journal.lock.check();
    journal.file.append(text, std::move(records));
    journal.durable.written(journal.file.offset());
  }

  const std::string path_;
  const detail::LockTimes times_;
  const detail::FileOps& ops_;
  std::atomic<Open*> open_;
};

}  // namespace v0
}  // namespace hone
