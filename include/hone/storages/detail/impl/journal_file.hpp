// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/files/file_status.hpp>
#include <hone/files/file_system.hpp>
#include <hone/storages/detail/journal_file.hpp>
#include <hone/storages/detail/journal_reader.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Throws StorageError with the file, the failed step, the system's error message and a remedy.
[[noreturn]] HONE_INLINE void throw_storage_error(const std::string& what, int error) {
  std::string text = "hone: " + what + ": " + std::system_category().message(error);
  if (error == ENOSPC || error == EDQUOT || error == EFBIG)
    text += "; free some space, or move the study";
  if (error == EACCES || error == EROFS || error == EPERM)
    text += "; check the permissions of the file and its directory";
  throw StorageError(text);
}

HONE_INLINE JournalFile::JournalFile(std::string path, const FileOps& ops)
    : path_(std::move(path)), ops_(ops), file_(ops, -1) {
  const auto open = [this](int flags) {
    file_ = File(ops_,
                 uninterrupted([&] { return ops_.open(path_.c_str(), flags | O_CLOEXEC, 0666); }));
    return file_.get() >= 0;
  };
  is_writable_ = open(O_RDWR | O_APPEND | O_CREAT);
  if (!is_writable_) {
    const int error = errno;
    if ((error != EACCES && error != EROFS && error != EPERM) || !open(O_RDONLY)) {
      if (error == ENOENT)
        throw StorageError("hone: the journal " + path_ +
                           " cannot be made: there is no directory " + directory_of(path_) +
                           "; make it first");
      throw_storage_error("the journal " + path_ + " cannot be opened", error);
    }
  }
  opened_ = status();
  if (!S_ISREG(opened_.mode))
    throw StorageError("hone: the journal " + path_ + " is no regular file; name another");
  is_remote_ = is_remote_file_system(ops_.file_system_type(file_.get()));
}

HONE_INLINE void JournalFile::sync() {
  // Another process may cut off a damaged end and append more during this read. So apparent damage
  // in the middle is read again before it is reported.
  for (bool again : {true, true, false})
    if (advance(status().size, again)) return;
}

HONE_INLINE void JournalFile::sync_locked() {
  look_anew();
  for (bool again : {true, true, false})
    if (advance(named_size(), again)) return;
}

HONE_INLINE void JournalFile::repair() {
  int64_t size = size_;
  if (size <= offset_) return;
  std::string tail;
  while (offset_ + static_cast<int64_t>(tail.size()) < size) fill(tail, offset_, size);
  if (tail.find_first_not_of(" \n") != std::string::npos) {
    if (tail.back() != '\n') tail += '\n';
    const std::string path = path_ + ".torn";
    const File torn(ops_, uninterrupted([&] {
                      return ops_.open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
                                       0666);
                    }));
    struct stat before;
    if (torn.get() < 0 || ::fstat(torn.get(), &before) != 0 ||
        write(torn.get(), tail, before.st_size) != tail.size() ||
        uninterrupted([&] { return ops_.fsync(torn.get()); }) != 0)
      throw_storage_error("the damaged end of the journal " + path_ + " cannot be kept in " + path,
                          errno);
  }
  truncate(offset_);
}

HONE_INLINE void JournalFile::append(const std::string& lines, std::vector<JournalRecord> records) {
  // A crash can cut a write short only at a page boundary. To make an update atomic, its lines
  // start in a new page if they do not fit into the current one. Spaces are ignored in JSON.
  const size_t room = kPage - static_cast<size_t>(offset_) % kPage;
  const bool pads = records.size() > 1 && lines.size() > room && lines.size() <= kPage;
  const std::string padded = pads ? std::string(room, ' ') + lines : std::string();
  const std::string& text = pads ? padded : lines;
  const size_t count = write(get(), text, offset_);
  // Other machines must see the data before they can take the lock.
  if (count == text.size() &&
      (!is_remote_ || uninterrupted([&] { return ops_.fsync(get()); }) == 0)) {
    reader_.apply(std::move(records), replay_);
    offset_ += static_cast<int64_t>(count);
    last_.append(text, text.size() - std::min(text.size(), kRemembered));
    last_.erase(0, last_.size() - std::min(last_.size(), kRemembered));
    return;
  }
  const int error = errno;
  // Truncate only if no other process has appended: it may have broken this lock while this process
  // was stopped.
  const int64_t written = static_cast<int64_t>(count);
  if (written > 0 && status().size == offset_ + written) truncate(offset_);
  throw_storage_error("the journal " + path_ + " cannot be written", error);
}

HONE_INLINE void JournalFile::look_anew() const {
  if (!is_remote_) return;
  const File again(ops_, uninterrupted([&] {
                     return ops_.open(path_.c_str(), (is_writable_ ? O_RDWR : O_RDONLY) | O_CLOEXEC,
                                      0666);
                   }));
  if (again.get() < 0) throw_storage_error("the journal " + path_ + " cannot be opened", errno);
}

HONE_INLINE bool JournalFile::advance(int64_t size, bool may_try_again) {
  size_ = size;
  if (size < offset_) refuse_replaced("became shorter");
  if (size == offset_) return true;
  int64_t end = size;
  std::string buffer;
  int64_t at = offset_ - static_cast<int64_t>(last_.size());  // position of the buffer in the file
  size_t begin = last_.size();                                // start of the new data in the buffer
  do {
    fill(buffer, at, end);
    if (buffer.compare(0, begin, last_) != 0) refuse_replaced("has other contents than before");
    const auto read = reader_.read(std::string_view(buffer).substr(begin), replay_);
    offset_ += static_cast<int64_t>(read.bytes);
    const size_t kept = std::min(begin + read.bytes, kRemembered);
    buffer.erase(0, begin + read.bytes - kept);
    last_.assign(buffer, 0, kept);
    begin = kept;
    at = offset_ - static_cast<int64_t>(kept);
    if (read.stop == JournalReader::Stop::bad) refuse_line(read.why, buffer.substr(begin), "");
    if (read.stop == JournalReader::Stop::garbled) {
      if (!record_follows(end)) return true;
      if (may_try_again) return false;
      refuse_line(read.why, buffer.substr(begin),
                  "Valid records follow it, but Optuna and hone both refuse to read past it. "
                  "It is most likely a record that a killed program wrote only in part, and no "
                  "process has read it: delete it with  sed -i.bak " +
                      std::to_string(reader_.lines() + 1) + "d " + path_);
    }
  } while (at + static_cast<int64_t>(buffer.size()) < end);
  return true;
}

HONE_INLINE FileStatus JournalFile::status() const {
  FileStatus now;
  if (!get_status(file_.get(), "", now))
    throw_storage_error("the journal " + path_ + " cannot be read", errno);
  if (now.links == 0) refuse_replaced("was deleted or replaced");
  return now;
}

HONE_INLINE int64_t JournalFile::named_size() const {
  FileStatus named;
  if (!get_status(AT_FDCWD, path_.c_str(), named) || !is_same_file(named, opened_))
    refuse_replaced("was moved, deleted or replaced");
  return named.size;
}

HONE_INLINE void JournalFile::fill(std::string& buffer, int64_t at, int64_t& end) const {
  const int64_t from = at + static_cast<int64_t>(buffer.size());
  // Steps grow with the length of the line, so that a long line is not searched too often.
  const size_t want = std::min(std::max(kChunk, buffer.size()),
                               static_cast<size_t>(std::max<int64_t>(0, end - from)));
  size_t have = buffer.size();
  buffer.resize(have + want);
  while (have < buffer.size()) {
    const ssize_t count = uninterrupted([&] {
      return ops_.pread(file_.get(), &buffer[have], buffer.size() - have,
                        at + static_cast<int64_t>(have));
    });
    if (count < 0) throw_storage_error("the journal " + path_ + " cannot be read", errno);
    if (count == 0) {
      buffer.resize(have);
      end = at + static_cast<int64_t>(have);
    }
    have += static_cast<size_t>(count);
  }
}

HONE_INLINE bool JournalFile::record_follows(int64_t end) {
  std::string buffer;
  for (int64_t at = offset_; at + static_cast<int64_t>(buffer.size()) < end;) {
    fill(buffer, at, end);
    if (reader_.holds_record(buffer)) return true;
    const size_t line = buffer.rfind('\n');
    const size_t done = line == std::string::npos ? 0 : line + 1;
    buffer.erase(0, done);
    at += static_cast<int64_t>(done);
  }
  return false;
}

HONE_INLINE size_t JournalFile::write(int file, const std::string& text, int64_t at) const {
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = uninterrupted([&] {
      return ops_.pwrite(file, text.data() + done, text.size() - done,
                         at + static_cast<int64_t>(done));
    });
    if (count == 0) errno = EIO;
    if (count <= 0) break;
    done += static_cast<size_t>(count);
  }
  return done;
}

HONE_INLINE void JournalFile::truncate(int64_t size) const {
  if (uninterrupted([&] { return ::ftruncate(file_.get(), static_cast<off_t>(size)); }) != 0)
    throw_storage_error("the damaged end of the journal " + path_ + " cannot be cut off", errno);
}

HONE_INLINE void JournalFile::refuse_replaced(const std::string& how) const {
  throw StorageError(
      "hone: the journal " + path_ + ' ' + how +
      " while it was in use; start this program again to go on with what stands there now");
}

HONE_INLINE void JournalFile::refuse_line(const std::string& why, const std::string& from,
                                          const std::string& way_out) const {
  std::string excerpt = from.substr(0, std::min<size_t>(from.find('\n'), 100));
  for (char& c : excerpt)
    if (c < ' ' || c > '~') c = '?';
  throw StorageError("hone: the journal " + path_ + ", line " +
                     std::to_string(reader_.lines() + 1) + ": " + why +
                     ". The line begins: " + excerpt + (way_out.empty() ? "" : "\n" + way_out));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
