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
  static std::unique_ptr<Spool> make(const std::string& directory);

  /// One that is there and that nobody has open; null where there is none.
  static std::unique_ptr<Spool> take(const std::string& path);

  /// The paths of those in a directory, oldest first as far as their names tell.
  static std::vector<std::string> all(const std::string& directory);

  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool();

  const std::string& path() const { return path_; }

  /// Adds a line, which ends in a newline; all of it or, throwing, none.
  void append(std::string_view line);

  void sync();

  /// The next whole lines, at most about `most` bytes of them; empty where all are sent. What a
  /// dead process left unfinished at the end is no line.
  std::string read(size_t most = size_t{1} << 18) const;

  /// So many more bytes are sent.
  void advance(size_t bytes);

  /// Whether something is left to read.
  bool has_more() const { return sent_ < size_; }

  void remove();

 private:
  static constexpr const char* kSuffix = ".jsonl";
  static constexpr ssize_t kDigits = 20;

  Spool(std::string path, int file) : path_(std::move(path)), file_(system_file_ops(), file) {}

  /// False where another has it open, or removed it meanwhile.
  bool lock();
  File open_sent(int flags) const;
  [[noreturn]] static void fail(const char* what, const std::string& path);

  const std::string path_;
  const File file_;
  std::mutex mutex_;               // of appending
  std::atomic<uint64_t> size_{0};  // bytes, of whole lines
  std::atomic<uint64_t> sent_{0};  // bytes
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/spool.hpp>
#endif
