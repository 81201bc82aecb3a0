// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The file system operations that hone uses for durable files. The base class calls the system;
/// tests override single operations to make the n-th call fail. Results and errno are as in POSIX.
struct FileOps {
  virtual ~FileOps() = default;
  virtual int open(const char* path, int flags, mode_t mode) const;
  virtual ssize_t pread(int file, void* into, size_t bytes, int64_t offset) const;
  virtual ssize_t pwrite(int file, const void* from, size_t bytes, int64_t offset) const;
  /// Reserves the first `bytes` bytes, so that a full disk is detected before anything is written.
  virtual int allocate(int file, int64_t bytes) const;
  /// Starts write-back early, so that fsync has less to wait for. Only a hint: fsync reports any
  /// errors.
  virtual void start_writing(int file, int64_t offset, int64_t bytes) const;
  virtual int fsync(int file) const;
  virtual int close(int file) const;
  virtual int rename(const char* from, const char* to) const;
  virtual int link(const char* from, const char* to) const;
  virtual int symlink(const char* target, const char* path) const;
  virtual int unlink(const char* path) const;
  virtual int mkdir(const char* path) const;
  /// Returns the type of the file's file system: statfs's f_type, or 0 if unknown.
  virtual int64_t file_system_type(int file) const;
};

/// The system's own operations. Stateless.
const FileOps& system_file_ops();

/// Throws CheckpointError with the file, the failed step and the system's error message.
[[noreturn]] void throw_file_error(const std::string& doing, const std::string& path,
                                   const std::string& step, int error);

/// Repeats a call while it fails with EINTR.
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// Owns a file descriptor. Movable. For one thread, except that several may read it with `pread`.
class File {
 public:
  File(const FileOps& ops, int file) : ops_(&ops), file_(file) {}
  File(File&& other) noexcept : ops_(other.ops_), file_(other.release()) {}
  File& operator=(File&& other) noexcept;
  ~File() {
    if (file_ >= 0) ops_->close(file_);
  }

  int get() const { return file_; }
  int release();

 private:
  const FileOps* ops_;
  int file_;
};

/// The directory part of a path; "." if it has none.
std::string directory_of(const std::string& path);

/// The last component of a path.
std::string file_name_of(const std::string& path);

/// Makes a path absolute. Throws StorageError if the current directory does not exist.
std::string absolute_path(const std::string& path);

/// The target of a symlink; empty if `path` is not one.
std::string link_target(const std::string& path);

bool is_folder_itself(const std::string& path);

/// The content of a file, up to the first read error; nullopt if it cannot be opened.
std::optional<std::string> read_text(const std::string& path);

/// The entries of a directory without "." and ".."; empty if it cannot be read.
std::vector<std::string> names_in(const std::string& directory);

/// Makes the entries of a directory durable. A rename is not durable until then.
void sync_directory(const std::string& directory, const FileOps& ops);

/// Creates a directory and its parents durably, if they do not exist.
void make_directories(const std::string& path, const FileOps& ops = system_file_ops());

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/files/impl/file_ops.hpp>
#endif
