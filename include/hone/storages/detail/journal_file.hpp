// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>
#include <hone/files/file_status.hpp>
#include <hone/storages/detail/journal_reader.hpp>
#include <hone/storages/detail/journal_record.hpp>
#include <hone/storages/detail/journal_replay.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A journal file and the state read from it so far. Not thread-safe.
///
/// Only the holder of the journal's lock may call `sync_locked`, `repair` and `append`. Anyone may
/// call `sync`, which reads complete lines only and so never sees another process's partial write.
class JournalFile {
 public:
  /// Opens the journal. Creates it if it does not exist; its directory must exist.
  JournalFile(std::string path, const FileOps& ops);

  const std::string& path() const { return path_; }
  int get() const { return file_.get(); }
  const JournalReplay& replay() const { return replay_; }
  JournalReader& reader() { return reader_; }
  /// The position up to which the journal was read; the end of a line.
  int64_t offset() const { return offset_; }

  /// Reads and applies newly appended complete lines. Throws StorageError if the journal is damaged
  /// other than at its end, or is not the file that was opened.
  void sync();

  /// `sync` for the lock holder. Also throws StorageError if the path no longer names the open
  /// file.
  void sync_locked();

  /// Cuts off an incomplete end, left by a crash or a power loss, and keeps it in `<journal>.torn`.
  /// Call after `sync_locked`.
  void repair();

  /// Appends complete lines, all or none, and applies the records that they contain. Call after
  /// `repair`.
  void append(const std::string& lines, std::vector<JournalRecord> records);

  bool is_writable() const { return is_writable_; }

 private:
  static constexpr size_t kPage = 4096;  // all larger page sizes are multiples of it
  static constexpr size_t kChunk = size_t{1} << 20;
  static constexpr size_t kRemembered = 64;

  /// Fetches changes made by other machines. Without the lock, reads may be stale for as long as
  /// the file system caches attributes.
  void look_anew() const;

  /// Reads up to the end of the file. Returns false if the caller should try again.
  bool advance(int64_t size, bool may_try_again);

  FileStatus status() const;

  int64_t named_size() const;

  /// Appends file content to the buffer, whose first byte is at offset `at` of the file. Lowers
  /// `end` if the file ends earlier.
  void fill(std::string& buffer, int64_t at, int64_t& end) const;

  bool record_follows(int64_t end);

  /// Returns how many bytes were written; if fewer than requested, errno is set.
  size_t write(int file, const std::string& text, int64_t at) const;

  void truncate(int64_t size) const;

  [[noreturn]] void refuse_replaced(const std::string& how) const;

  [[noreturn]] void refuse_line(const std::string& why, const std::string& from,
                                const std::string& way_out) const;

  std::string path_;
  const FileOps& ops_;
  File file_;
  FileStatus opened_;
  bool is_writable_ = false, is_remote_ = false;
  int64_t offset_ = 0;  // end of what was read
  int64_t size_ = 0;    // at the last check
  std::string last_;    // the bytes just before the offset
  JournalReader reader_;
  JournalReplay replay_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/journal_file.hpp>
#endif
