// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/files/worker.hpp>
#include <hone/mlflow/detail/spool.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::unique_ptr<Spool> Spool::make(const std::string& directory) {
  static std::atomic<uint64_t> count{0};
  for (;;) {
    const std::string path =
        directory + "/" + worker_name() + "." + std::to_string(count.fetch_add(1)) + kSuffix;
    const int file = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0 && errno == EEXIST) continue;
    if (file < 0) fail("made", path);
    std::unique_ptr<Spool> spool(new Spool(path, file));
    if (spool->lock()) return spool;  // else another process took it for an abandoned one
  }
}

HONE_INLINE std::unique_ptr<Spool> Spool::take(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
  if (file < 0) return nullptr;
  std::unique_ptr<Spool> spool(new Spool(path, file));
  if (!spool->lock()) return nullptr;
  struct stat status;
  if (::fstat(file, &status) == 0) spool->size_ = static_cast<uint64_t>(status.st_size);
  char digits[kDigits + 1] = {};
  const File sent = spool->open_sent(O_RDONLY);
  if (sent.get() >= 0 && ::pread(sent.get(), digits, kDigits, 0) == kDigits)
    spool->sent_ = std::min<uint64_t>(std::strtoull(digits, nullptr, 10), spool->size_);
  return spool;
}

HONE_INLINE std::vector<std::string> Spool::all(const std::string& directory) {
  std::vector<std::string> paths;
  DIR* entries = ::opendir(directory.c_str());
  if (!entries) return paths;
  while (const dirent* entry = ::readdir(entries)) {
    const std::string name = entry->d_name, suffix = kSuffix;
    if (name.size() > suffix.size() && name.rfind("hone-", 0) == 0 &&
        name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0)
      paths.push_back(directory + "/" + name);
  }
  ::closedir(entries);
  std::sort(paths.begin(), paths.end());
  return paths;
}

HONE_INLINE Spool::~Spool() {
  ::flock(file_.get(), LOCK_UN);  // also unlocks for children forked meanwhile
}

HONE_INLINE void Spool::append(std::string_view line) {
  const std::lock_guard<std::mutex> guard(mutex_);
  const ssize_t count =
      uninterrupted([&] { return ::write(file_.get(), line.data(), line.size()); });
  if (count == static_cast<ssize_t>(line.size())) {
    size_ += line.size();
    return;
  }
  const int error = count < 0 ? errno : ENOSPC;
  if (count > 0 && ::ftruncate(file_.get(), static_cast<off_t>(size_.load())) != 0)
    size_ += static_cast<uint64_t>(count);  // a torn line: the next one is read with it
  errno = error;
  fail("written", path_);
}

HONE_INLINE void Spool::sync() {
  if (::fsync(file_.get()) != 0) fail("synced", path_);
}

HONE_INLINE std::string Spool::read(size_t most) const {
  std::string text;
  const uint64_t size = size_;
  while (sent_ + text.size() < size) {
    const uint64_t left = size - sent_ - text.size();
    const size_t begin = text.size();
    text.resize(begin + static_cast<size_t>(std::min<uint64_t>(left, most)));
    const ssize_t count = uninterrupted([&] {
      return ::pread(file_.get(), &text[begin], text.size() - begin,
                     static_cast<off_t>(sent_ + begin));
    });
    if (count <= 0) {
      if (count == 0) errno = EIO;
      fail("read", path_);
    }
    text.resize(begin + static_cast<size_t>(count));
    const size_t end = text.rfind('\n');
    if (end != std::string::npos) {
      text.resize(end + 1);
      return text;
    }
  }
  return {};
}

HONE_INLINE void Spool::advance(size_t bytes) {
  sent_ += bytes;
  char digits[kDigits + 1];
  std::snprintf(digits, sizeof digits, "%019llu\n", static_cast<unsigned long long>(sent_));
  const File sent = open_sent(O_WRONLY | O_CREAT);
  if (sent.get() < 0 || ::pwrite(sent.get(), digits, kDigits, 0) != kDigits)
    fail("written", path_ + ".sent");
}

HONE_INLINE void Spool::remove() {
  ::unlink(path_.c_str());  // first: without `.sent` it would be sent again
  ::unlink((path_ + ".sent").c_str());
}

HONE_INLINE bool Spool::lock() {
  struct stat status;
  return uninterrupted([&] { return ::flock(file_.get(), LOCK_EX | LOCK_NB); }) == 0 &&
         ::fstat(file_.get(), &status) == 0 && status.st_nlink > 0;
}

HONE_INLINE File Spool::open_sent(int flags) const {
  return File(system_file_ops(), ::open((path_ + ".sent").c_str(), flags | O_CLOEXEC, 0666));
}

HONE_INLINE void Spool::fail(const char* what, const std::string& path) {
  throw StorageError("hone: " + path + " could not be " + what + ": " +
                     std::system_category().message(errno));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
