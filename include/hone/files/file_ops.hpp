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

/// What hone asks of a file system when it keeps something safe. The default is the system's own; a
/// test replaces single operations to make the n-th one fail. Results and errno are POSIX's.
struct FileOps {
  virtual ~FileOps() = default;
  virtual int open(const char* path, int flags, mode_t mode) const;
  virtual ssize_t pread(int file, void* into, size_t bytes, int64_t offset) const;
  virtual ssize_t pwrite(int file, const void* from, size_t bytes, int64_t offset) const;
  /// Reserves the first `bytes` bytes: a full disk shows before anything is written.
  virtual int allocate(int file, int64_t bytes) const;
  /// Lets the disk begin with what was written, so that fsync has little left to wait for. Only a
  /// hint: what goes wrong is fsync's to say.
  virtual void start_writing(int file, int64_t offset, int64_t bytes) const;
  virtual int fsync(int file) const;
  virtual int close(int file) const;
  virtual int rename(const char* from, const char* to) const;
  virtual int link(const char* from, const char* to) const;
  virtual int symlink(const char* target, const char* path) const;
  virtual int unlink(const char* path) const;
  virtual int mkdir(const char* path) const;
  /// The kind of file system that the file is on: statfs's f_type; 0 where that is not known.
  virtual int64_t file_system_type(int file) const;
};

/// The system's own operations. They have no state.
const FileOps& system_file_ops();

/// Throws CheckpointError: which file, which step, and what the system said (errno).
[[noreturn]] void throw_file_error(const std::string& doing, const std::string& path,
                                   const std::string& step, int error);

/// Calls again while a signal interrupts.
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// An open file that closes itself. Move it; a File belongs to one thread, reading by `pread` to
/// many.
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

/// The folder part of a path, "." where it has none.
std::string directory_of(const std::string& path);

/// The last name of a path.
std::string file_name_of(const std::string& path);

/// The same path from the root on. Throws StorageError where there is no current directory.
std::string absolute_path(const std::string& path);

/// What a symbolic link says; nothing where there is none.
std::string link_target(const std::string& path);

bool is_folder_itself(const std::string& path);

/// The whole file, as far as it can be read; nothing where it cannot be opened.
std::optional<std::string> read_text(const std::string& path);

/// The names in a directory, "." and ".." left out; none where it cannot be read.
std::vector<std::string> names_in(const std::string& directory);

/// Makes the names in a directory durable: what a rename is not until then.
void sync_directory(const std::string& directory, const FileOps& ops);

/// Makes a directory, and those above it, where there are none, durably.
void make_directories(const std::string& path, const FileOps& ops = system_file_ops());

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/files/impl/file_ops.hpp>
#endif
