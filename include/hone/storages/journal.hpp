// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/function_ref.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/detail/lock_times.hpp>
#include <hone/storages/storage.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

namespace detail {
struct FileOps;
}

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
class JournalStorage final : public Storage {
 public:
  /// Throws StorageError where the file can be neither opened nor made, or is no journal.
  explicit JournalStorage(const std::string& path);

  /// For tests: with other waiting times, and with file operations that fail.
  JournalStorage(const std::string& path, detail::LockTimes times, const detail::FileOps& ops);

  JournalStorage(const JournalStorage&) = delete;
  JournalStorage& operator=(const JournalStorage&) = delete;

  ~JournalStorage() override;

  /// The file's absolute path.
  const std::string& path() const { return path_; }

  int64_t open_study(const std::string& name, const std::vector<Direction>& directions) override;

  std::vector<std::string> study_names() override;

  void delete_study(const std::string& name) override;

  void read(int64_t study, detail::FunctionRef<void(const StudyRecord&)> look) override;

  void update(int64_t study, detail::FunctionRef<Changes(const StudyRecord&)> decide,
              Durability durability) override;

  void beat(int64_t, const std::vector<int64_t>&) override;

  std::vector<int64_t> silent(int64_t study, const std::vector<int64_t>& numbers,
                              std::chrono::duration<double> grace) override;

 private:
  struct Open;  // the journal as one process has it open

  static std::string absolute(const std::string& path);

  std::unique_ptr<Open> open() const;

  Open& opened();

  const std::string path_;
  const detail::LockTimes times_;
  const detail::FileOps& ops_;
  std::atomic<Open*> open_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/impl/journal.hpp>
#endif
