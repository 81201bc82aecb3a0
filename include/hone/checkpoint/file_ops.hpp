// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// What hone asks of a file system when it keeps something safe. The default is the system's own; a
/// test replaces single operations to make the n-th one fail. Results and errno are POSIX's.
struct FileOps {
  virtual ~FileOps() = default;
  virtual int open(const char* path, int flags, mode_t mode) const {
    return ::open(path, flags, mode);
  }
  virtual ssize_t pread(int file, void* into, size_t bytes, int64_t offset) const {
    return ::pread(file, into, bytes, static_cast<off_t>(offset));
  }
  virtual ssize_t pwrite(int file, const void* from, size_t bytes, int64_t offset) const {
    return ::pwrite(file, from, bytes, static_cast<off_t>(offset));
  }
  /// Reserves the first `bytes` bytes: a full disk shows before anything is written.
  virtual int allocate(int file, int64_t bytes) const {
#ifdef __linux__
    // Not posix_fallocate, which writes to every block where the file system cannot reserve.
    return ::fallocate(file, 0, 0, static_cast<off_t>(bytes));
#else
    static_cast<void>(file), static_cast<void>(bytes);
    errno = EOPNOTSUPP;
    return -1;
#endif
  }
  /// Lets the disk begin with what was written, so that fsync has little left to wait for. Only a
  /// hint: what goes wrong is fsync's to say.
  virtual void start_writing(int file, int64_t offset, int64_t bytes) const {
#ifdef __linux__
    ::sync_file_range(file, offset, bytes, SYNC_FILE_RANGE_WRITE);
#else
    static_cast<void>(file), static_cast<void>(offset), static_cast<void>(bytes);
#endif
  }
  virtual int fsync(int file) const {
#ifdef __APPLE__
    return ::fcntl(file, F_FULLFSYNC);
#else
    return ::fsync(file);
#endif
  }
  virtual int close(int file) const { return ::close(file); }
  virtual int rename(const char* from, const char* to) const { return std::rename(from, to); }
  virtual int link(const char* from, const char* to) const { return ::link(from, to); }
  virtual int symlink(const char* target, const char* path) const {
    return ::symlink(target, path);
  }
  virtual int unlink(const char* path) const { return ::unlink(path); }
  virtual int mkdir(const char* path) const { return ::mkdir(path, 0777); }
  /// The kind of file system that the file is on: statfs's f_type; 0 where that is not known.
  virtual int64_t file_system_type(int file) const {
#ifdef __linux__
    struct statfs status;
    return ::fstatfs(file, &status) == 0 ? static_cast<int64_t>(status.f_type) : 0;
#else
    static_cast<void>(file);
    return 0;
#endif
  }
};

/// The system's own operations. They have no state.
inline const FileOps& system_file_ops() {
  static const FileOps ops;
  return ops;
}

/// Throws CheckpointError: which file, which step, and what the system said (errno).
template <class = void>
[[noreturn]] inline void throw_file_error(const std::string& doing, const std::string& path,
                                          const std::string& step, int error) {
  std::string text = "hone: cannot " + doing + ' ' + path + ": " + step + " failed: ";
  text += std::system_category().message(error);
  if (error == ENOSPC || error == EDQUOT) text += "; free some space or choose another directory";
  if (error == EACCES || error == EROFS || error == EPERM) text += "; check its permissions";
  throw CheckpointError(text);
}

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
  File& operator=(File&& other) noexcept {
    if (this != &other) {
      if (file_ >= 0) ops_->close(file_);
      ops_ = other.ops_;
      file_ = other.release();
    }
    return *this;
  }
  ~File() {
    if (file_ >= 0) ops_->close(file_);
  }

  int get() const { return file_; }
  int release() {
    const int file = file_;
    file_ = -1;
    return file;
  }

 private:
  const FileOps* ops_;
  int file_;
};

/// The folder part of a path, "." where it has none.
inline std::string directory_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// The last name of a path.
inline std::string file_name_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

/// The same path from the root on. Throws StorageError where there is no current directory.
template <class = void>
inline std::string absolute_path(const std::string& path) {
  if (!path.empty() && path.front() == '/') return path;
  std::string directory(256, '\0');
  while (!::getcwd(directory.data(), directory.size())) {
    if (errno != ERANGE)
      throw StorageError("hone: the current directory cannot be read: " +
                         std::system_category().message(errno) + "; go to one that is there");
    directory.resize(directory.size() * 2);
  }
  directory.resize(directory.find('\0'));
  return (directory == "/" ? "" : directory) + '/' + path;
}

/// What a symbolic link says; nothing where there is none.
template <class = void>
inline std::string link_target(const std::string& path) {
  char target[4096];
  const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
  return length > 0 ? std::string(target, static_cast<size_t>(length)) : std::string();
}

inline bool is_folder_itself(const std::string& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// The whole file, as far as it can be read; nothing where it cannot be opened.
template <class = void>
inline std::optional<std::string> read_text(const std::string& path) {
  const FileOps& ops = system_file_ops();
  const File file(ops,
                  uninterrupted([&] { return ops.open(path.c_str(), O_RDONLY | O_CLOEXEC, 0); }));
  if (file.get() < 0) return std::nullopt;
  std::string text;
  char part[16384];
  for (;;) {
    const ssize_t count = uninterrupted([&] {
      return ops.pread(file.get(), part, sizeof part, static_cast<int64_t>(text.size()));
    });
    if (count <= 0) return text;
    text.append(part, static_cast<size_t>(count));
  }
}

/// The names in a directory, "." and ".." left out; none where it cannot be read.
template <class = void>
inline std::vector<std::string> names_in(const std::string& directory) {
  std::vector<std::string> names;
  DIR* const entries = ::opendir(directory.c_str());
  if (!entries) return names;
  while (const dirent* entry = ::readdir(entries)) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(std::move(name));
  }
  ::closedir(entries);
  return names;
}

/// Makes the names in a directory durable: what a rename is not until then.
template <class = void>
inline void sync_directory(const std::string& directory, const FileOps& ops) {
  const File file(ops, uninterrupted([&] {
                    return ops.open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
                  }));
  if (file.get() < 0) throw_file_error("write", directory, "opening the directory", errno);
  // Some network file systems keep names safe by themselves and refuse to be asked.
  if (uninterrupted([&] { return ops.fsync(file.get()); }) != 0 && errno != EINVAL &&
      errno != ENOTSUP)
    throw_file_error("write", directory, "fsync of the directory", errno);
}

/// Makes a directory, and those above it, where there are none, durably.
template <class = void>
inline void make_directories(const std::string& path, const FileOps& ops = system_file_ops()) {
  const std::string parent = directory_of(path);
  const auto make = [&] { return uninterrupted([&] { return ops.mkdir(path.c_str()); }); };
  int result = make();
  if (result != 0 && errno == ENOENT && parent != path) {
    make_directories(parent, ops);
    result = make();
  }
  if (result == 0) return sync_directory(parent, ops);
  const int error = errno;
  struct stat status;
  if (error != EEXIST || ::stat(path.c_str(), &status) != 0)
    throw_file_error("make", path, "mkdir", error);
  if (!S_ISDIR(status.st_mode)) throw_file_error("make", path, "mkdir", ENOTDIR);
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
