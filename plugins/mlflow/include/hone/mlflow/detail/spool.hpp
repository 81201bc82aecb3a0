// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>

#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A file of lines to send, `<worker>.<count>.jsonl`, and beside it a file `.sent` with the number
/// of bytes sent. The process that has it open holds its lock, so only one process sends it: its
/// creator, or after its end any other.
///
///   auto spool = Spool::make("runs/fashion/mlflow");
///   spool->append("{...}\n");
///   while (!(text = spool->read()).empty()) { send(text); spool->advance(text.size()); }
///   spool->remove();
///
/// A killed process loses no line. A power failure loses no line before the last `sync`, but may
/// lose the last `advance`s; those lines are sent again. Any thread may append and sync; one at a
/// time may read.
class Spool {
 public:
  /// Creates a spool. Throws StorageError, as do all functions that cannot use a file.
  static std::unique_ptr<Spool> make(const std::string& directory);

  /// Opens an existing spool; null if it does not exist or a process has it open.
  static std::unique_ptr<Spool> take(const std::string& path);

  /// The paths of the spools in a directory, oldest first as far as their names tell.
  static std::vector<std::string> all(const std::string& directory);

  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool();

  const std::string& path() const { return path_; }

  /// Appends a line, which must end in a newline. Atomic: if it throws, nothing was appended.
  void append(std::string_view line);

  void sync();

  /// The next complete lines, at most about `most` bytes of them; empty if all are sent. An
  /// unfinished last line of a dead process is not returned.
  std::string read(size_t most = size_t{1} << 18) const;

  /// Marks this many more bytes as sent.
  void advance(size_t bytes);

  /// Whether something is left to read.
  bool has_more() const { return sent_ < size_; }

  void remove();

 private:
  static constexpr const char* kSuffix = ".jsonl";
  static constexpr ssize_t kDigits = 20;

  Spool(std::string path, int file) : path_(std::move(path)), file_(system_file_ops(), file) {}

  /// Returns false if another process has it open, or has removed it.
  bool lock();
  File open_sent(int flags) const;
  [[noreturn]] static void fail(const char* what, const std::string& path);

  const std::string path_;
  const File file_;
  std::mutex mutex_;               // guards append
  std::atomic<uint64_t> size_{0};  // bytes of complete lines
  std::atomic<uint64_t> sent_{0};  // bytes
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/spool.hpp>
#endif
