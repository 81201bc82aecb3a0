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

/// A journal and what it says, as far as it was read. One thread at a time.
///
/// Only the holder of the journal's lock may call `sync_locked`, `repair` and `append`; anybody may
/// call `sync`, which takes whole lines only and so never sees half of what another process writes.
class JournalFile {
 public:
  /// Opens the journal, and makes it where there is none; its directory must be there.
  JournalFile(std::string path, const FileOps& ops);

  const std::string& path() const { return path_; }
  int get() const { return file_.get(); }
  const JournalReplay& replay() const { return replay_; }
  JournalReader& reader() { return reader_; }
  /// Up to where the journal was read: the end of a line.
  int64_t offset() const { return offset_; }

  /// Applies the whole lines that were appended since. Throws StorageError where the journal is
  /// damaged other than at its end, or is no more the file that was opened.
  void sync();

  /// The same for the holder of the lock. Throws StorageError also where the path no longer names
  /// the file that is open.
  void sync_locked();

  /// Cuts off what a killed program or a power cut left at the end; it is kept in `<journal>.torn`.
  /// Call it after `sync_locked`.
  void repair();

  /// Appends whole lines, all of them or none, and applies the records that they are. Call it after
  /// `repair`.
  void append(const std::string& lines, std::vector<JournalRecord> records);

  bool is_writable() const { return is_writable_; }

 private:
  static constexpr size_t kPage = 4096;  // what every larger size of page is a multiple of
  static constexpr size_t kChunk = size_t{1} << 20;
  static constexpr size_t kRemembered = 64;

  /// Sees what other machines appended; who has not the lock may be behind for as long as the file
  /// system keeps what it knows of a file.
  void look_anew() const;

  /// Reads up to where the file ends. Returns false where it should be tried again.
  bool advance(int64_t size, bool may_try_again);

  FileStatus status() const;

  int64_t named_size() const;

  /// Reads on behind what the buffer, which stands at `at` in the file, already has. Where the file
  /// turns out to end sooner, so does `end`.
  void fill(std::string& buffer, int64_t at, int64_t& end) const;

  bool record_follows(int64_t end);

  /// How many bytes were written; where fewer, errno says why.
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
  int64_t offset_ = 0;  // up to where it was read
  int64_t size_ = 0;    // when it was last looked at
  std::string last_;    // what stands before the offset
  JournalReader reader_;
  JournalReplay replay_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/journal_file.hpp>
#endif
