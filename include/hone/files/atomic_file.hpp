// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>

#include <fcntl.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Writes a file atomically and durably. The file is invisible until it is complete and on the
/// disk. Then it replaces the files at its path, or at several paths in one directory. On failure,
/// existing files are kept and temporary files are removed. For one thread.
///
///   AtomicFile file({"runs/last.pt", "runs/best.pt"});
///   file.write(0, text.data(), text.size());
///   file.commit();
class AtomicFile {
 public:
  explicit AtomicFile(std::vector<std::string> paths, const FileOps& ops = system_file_ops());
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile() {
    for (const std::string& temporary : temporaries_) ops_.unlink(temporary.c_str());
  }

  /// Reserves disk space for the complete file, if the file system supports that.
  void allocate(uint64_t bytes);

  /// Writes at any offset; writing from the beginning to the end is fastest.
  void write(uint64_t offset, const void* data, size_t bytes);

  /// Copies the content of another file.
  void write_all_of(const std::string& from);

  /// Syncs the file and renames it to its paths, in their order. Durable when it returns.
  void commit();

 private:
  void copy(const std::string& from, const std::string& to);

  void sync_and_close();

  [[noreturn]] void fail(const std::string& step, int error) const {
    throw_file_error("write", paths_.front(), step, error);
  }

  static constexpr uint64_t kStart = uint64_t{8} << 20;  // not worth a system call below this
  static constexpr int kMakeTemporary = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

  std::vector<std::string> paths_;
  std::vector<std::string> temporaries_;  // of the paths not yet replaced
  const FileOps& ops_;
  File file_;
  uint64_t started_ = 0;  // end of the bytes whose write-back was started
};

/// Replaces a small file atomically and durably.
void replace_text(const std::string& path, const std::string& text,
                  const FileOps& ops = system_file_ops());

/// Hard-links `from` as `to`, replacing an existing file atomically and durably. `from` must never
/// be written again. Copies the file if hard links are not supported.
void link_file(const std::string& from, const std::string& to,
               const FileOps& ops = system_file_ops());

/// Makes `path` a symlink to `target`, replacing an existing link or file atomically and durably.
void replace_link(const std::string& target, const std::string& path,
                  const FileOps& ops = system_file_ops());

/// Removes the temporary files of dead processes in a directory; returns how many. Keeps files that
/// cannot be removed or may belong to a live process.
int sweep_temporaries(const std::string& directory, const FileOps& ops = system_file_ops());

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/files/impl/atomic_file.hpp>
#endif
