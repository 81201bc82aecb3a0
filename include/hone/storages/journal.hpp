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

/// Keeps studies in one file, in the format of Optuna's `JournalStorage`: any number of C++ and
/// Python workers may share a study. Default of `hone::Study` with a directory.
///
///   hone::JournalStorage storage("runs/net/journal.log");   // created if it does not exist
///   const int64_t study = storage.open_study("net", {hone::Direction::maximize});
///   storage.update(study, [](const hone::StudyRecord&) -> hone::Changes {
///     return {hone::CreateTrial{}};
///   }, hone::Durability::durable);
///
/// The file is append-only, in complete lines, and is the only source of the records. The next
/// update moves an incomplete end, left by a crash or a power loss, to `<journal>.torn`. Nothing
/// else is ever removed: an unreadable line in the middle is a StorageError that names it. If the
/// file is not writable, studies can still be read. Updates of up to 4096 bytes (a page) of text
/// are atomic; a crash during a longer one may leave only its first lines.
///
/// On network file systems (NFS, SMB, FUSE, ...) each update reopens the file, and syncs it before
/// it releases the lock, so that other machines see updates in order. Throws StorageError if the
/// file system has no symlinks, which Optuna and hone use as locks, or if creating one is not
/// exclusive.
///
/// All methods are thread-safe. A forked child reopens the file and is a worker of its own.
class JournalStorage final : public Storage {
 public:
  /// Throws StorageError if the file cannot be opened or created, or is not a journal.
  explicit JournalStorage(const std::string& path);

  /// For tests: with other timeouts, and with file operations that fail.
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
  struct Open;  // the journal as opened by one process

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
