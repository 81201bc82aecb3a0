// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/file_ops.hpp>
#include <hone/detail/worker.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// A file of lines that are to be sent, `<worker>.<count>.jsonl`, and beside it, in `.sent`, how
/// many of its bytes have been. Whoever has it open holds its lock, so one process sends it: its
/// maker, or, once that one is gone, any other.
///
///   auto spool = Spool::make("runs/fashion/mlflow");
///   spool->append("{...}\n");
///   while (!(text = spool->read()).empty()) { send(text); spool->advance(text.size()); }
///   spool->remove();
///
/// A killed process loses no line; a power cut none before the last `sync`, and it may lose the
/// last `advance`s: lines are sent again then. Any thread may append and sync; one at a time reads.
class Spool {
 public:
  /// A new one. Throws StorageError, as all do that find a file that cannot be used.
  static std::unique_ptr<Spool> make(const std::string& directory) {
    static std::atomic<uint64_t> count{0};
    for (;;) {
      const std::string path =
          directory + "/" + worker_name() + "." + std::to_string(count.fetch_add(1)) + kSuffix;
      const int file = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (file < 0 && errno == EEXIST) continue;
      if (file < 0) fail("made", path);
      std::unique_ptr<Spool> spool(new Spool(path, file));
      if (spool->lock()) return spool;  // else somebody took it for one that was left
    }
  }

  /// One that is there and that nobody has open; null where there is none.
  static std::unique_ptr<Spool> take(const std::string& path) {
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

  /// The paths of those in a directory, oldest first as far as their names tell.
  static std::vector<std::string> all(const std::string& directory) {
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

  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool() {
    ::flock(file_.get(), LOCK_UN);  // also for children that were forked meanwhile
  }

  const std::string& path() const { return path_; }

  /// Adds a line, which ends in a newline; all of it or, throwing, none.
  void append(std::string_view line) {
    const std::lock_guard<std::mutex> guard(mutex_);
    const ssize_t count =
        uninterrupted([&] { return ::write(file_.get(), line.data(), line.size()); });
    if (count == static_cast<ssize_t>(line.size())) {
      size_ += line.size();
      return;
    }
    const int error = count < 0 ? errno : ENOSPC;
    if (count > 0 && ::ftruncate(file_.get(), static_cast<off_t>(size_.load())) != 0)
      size_ += static_cast<uint64_t>(count);  // a torn line: the next ones are read with it
    errno = error;
    fail("written", path_);
  }

  void sync() {
    if (::fsync(file_.get()) != 0) fail("synced", path_);
  }

  /// The next whole lines, at most about `most` bytes of them; empty where all are sent. What a
  /// dead process left unfinished at the end is no line.
  std::string read(size_t most = size_t{1} << 18) const {
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

  /// So many more bytes are sent.
  void advance(size_t bytes) {
    sent_ += bytes;
    char digits[kDigits + 1];
    std::snprintf(digits, sizeof digits, "%019llu\n", static_cast<unsigned long long>(sent_));
    const File sent = open_sent(O_WRONLY | O_CREAT);
    if (sent.get() < 0 || ::pwrite(sent.get(), digits, kDigits, 0) != kDigits)
      fail("written", path_ + ".sent");
  }

  /// Whether something is left to read.
  bool has_more() const { return sent_ < size_; }

  void remove() {
    ::unlink(path_.c_str());  // first: without the other it would be sent again
    ::unlink((path_ + ".sent").c_str());
  }

 private:
  static constexpr const char* kSuffix = ".jsonl";
  static constexpr ssize_t kDigits = 20;

  Spool(std::string path, int file) : path_(std::move(path)), file_(system_file_ops(), file) {}

  /// False where another has it open, or removed it meanwhile.
  bool lock() {
    struct stat status;
    return uninterrupted([&] { return ::flock(file_.get(), LOCK_EX | LOCK_NB); }) == 0 &&
           ::fstat(file_.get(), &status) == 0 && status.st_nlink > 0;
  }
  File open_sent(int flags) const {
    return File(system_file_ops(), ::open((path_ + ".sent").c_str(), flags | O_CLOEXEC, 0666));
  }
  [[noreturn]] static void fail(const char* what, const std::string& path) {
    throw StorageError("hone: " + path + " could not be " + what + ": " +
                       std::system_category().message(errno));
  }

  const std::string path_;
  const File file_;
  std::mutex mutex_;               // of appending
  std::atomic<uint64_t> size_{0};  // bytes, of whole lines
  std::atomic<uint64_t> sent_{0};  // bytes
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
