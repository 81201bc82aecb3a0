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

/// A file in the making, which nobody sees until it is whole and on the disk; then it takes its
/// name, or several names in one directory, from what stood there. Where anything fails, what stood
/// there stays, and nothing is left behind. One thread.
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

  /// Makes sure of the space for the whole file, where the file system can.
  void allocate(uint64_t bytes);

  /// Writes anywhere in the file; from its beginning to its end is fastest.
  void write(uint64_t offset, const void* data, size_t bytes);

  /// Writes what another file holds.
  void write_all_of(const std::string& from);

  /// Puts the file on the disk and under its names, in their order; returns when it is durable.
  void commit();

 private:
  void copy(const std::string& from, const std::string& to);

  void sync_and_close();

  [[noreturn]] void fail(const std::string& step, int error) const {
    throw_file_error("write", paths_.front(), step, error);
  }

  static constexpr uint64_t kStart = uint64_t{8} << 20;  // fewer bytes are not worth the call
  static constexpr int kMakeTemporary = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

  std::vector<std::string> paths_;
  std::vector<std::string> temporaries_;  // of the paths that have not been replaced yet
  const FileOps& ops_;
  File file_;
  uint64_t started_ = 0;  // up to where the disk was told to begin
};

/// Replaces a small file, durably.
void replace_text(const std::string& path, const std::string& text,
                  const FileOps& ops = system_file_ops());

/// Gives a file that is never written in again a second name, in place of what stood there,
/// durably; a copy of it where there are no hard links.
void link_file(const std::string& from, const std::string& to,
               const FileOps& ops = system_file_ops());

/// Makes `path` a symbolic link to `target`, in place of whatever link or file stood there,
/// durably.
void replace_link(const std::string& target, const std::string& path,
                  const FileOps& ops = system_file_ops());

/// Removes the temporary files in a directory whose makers are dead; returns how many. Whatever
/// cannot be removed, or may belong to somebody alive, stays.
int sweep_temporaries(const std::string& directory, const FileOps& ops = system_file_ops());

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/files/impl/atomic_file.hpp>
#endif
