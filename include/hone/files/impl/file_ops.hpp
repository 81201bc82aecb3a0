// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sys/vfs.h>
#endif

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE int FileOps::open(const char* path, int flags, mode_t mode) const {
  return ::open(path, flags, mode);
}

HONE_INLINE ssize_t FileOps::pread(int file, void* into, size_t bytes, int64_t offset) const {
  return ::pread(file, into, bytes, static_cast<off_t>(offset));
}

HONE_INLINE ssize_t FileOps::pwrite(int file, const void* from, size_t bytes,
                                    int64_t offset) const {
  return ::pwrite(file, from, bytes, static_cast<off_t>(offset));
}

HONE_INLINE int FileOps::allocate(int file, int64_t bytes) const {
#ifdef __linux__
  // posix_fallocate would write to every block if the file system cannot reserve space.
  return ::fallocate(file, 0, 0, static_cast<off_t>(bytes));
#else
  static_cast<void>(file), static_cast<void>(bytes);
  errno = EOPNOTSUPP;
  return -1;
#endif
}

HONE_INLINE void FileOps::start_writing(int file, int64_t offset, int64_t bytes) const {
#ifdef __linux__
  ::sync_file_range(file, offset, bytes, SYNC_FILE_RANGE_WRITE);
#else
  static_cast<void>(file), static_cast<void>(offset), static_cast<void>(bytes);
#endif
}

HONE_INLINE int FileOps::fsync(int file) const {
#ifdef __APPLE__
  return ::fcntl(file, F_FULLFSYNC);
#else
  return ::fsync(file);
#endif
}

HONE_INLINE int FileOps::close(int file) const { return ::close(file); }

HONE_INLINE int FileOps::rename(const char* from, const char* to) const {
  return std::rename(from, to);
}

HONE_INLINE int FileOps::link(const char* from, const char* to) const { return ::link(from, to); }

HONE_INLINE int FileOps::symlink(const char* target, const char* path) const {
  return ::symlink(target, path);
}

HONE_INLINE int FileOps::unlink(const char* path) const { return ::unlink(path); }

HONE_INLINE int FileOps::mkdir(const char* path) const { return ::mkdir(path, 0777); }

HONE_INLINE int64_t FileOps::file_system_type(int file) const {
#ifdef __linux__
  struct statfs status;
  return ::fstatfs(file, &status) == 0 ? static_cast<int64_t>(status.f_type) : 0;
#else
  static_cast<void>(file);
  return 0;
#endif
}

HONE_INLINE const FileOps& system_file_ops() {
  static const FileOps ops;
  return ops;
}

HONE_INLINE void throw_file_error(const std::string& doing, const std::string& path,
                                  const std::string& step, int error) {
  std::string text = "hone: cannot " + doing + ' ' + path + ": " + step + " failed: ";
  text += std::system_category().message(error);
  if (error == ENOSPC || error == EDQUOT) text += "; free some space or choose another directory";
  if (error == EACCES || error == EROFS || error == EPERM) text += "; check its permissions";
  throw CheckpointError(text);
}

HONE_INLINE File& File::operator=(File&& other) noexcept {
  if (this != &other) {
    if (file_ >= 0) ops_->close(file_);
    ops_ = other.ops_;
    file_ = other.release();
  }
  return *this;
}

HONE_INLINE int File::release() {
  const int file = file_;
  file_ = -1;
  return file;
}

HONE_INLINE std::string directory_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

HONE_INLINE std::string file_name_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

HONE_INLINE std::string absolute_path(const std::string& path) {
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

HONE_INLINE std::string link_target(const std::string& path) {
  char target[4096];
  const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
  return length > 0 ? std::string(target, static_cast<size_t>(length)) : std::string();
}

HONE_INLINE bool is_folder_itself(const std::string& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

HONE_INLINE std::optional<std::string> read_text(const std::string& path) {
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

HONE_INLINE std::vector<std::string> names_in(const std::string& directory) {
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

HONE_INLINE void sync_directory(const std::string& directory, const FileOps& ops) {
  const File file(ops, uninterrupted([&] {
                    return ops.open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
                  }));
  if (file.get() < 0) throw_file_error("write", directory, "opening the directory", errno);
  // Some network file systems make names durable by themselves and reject fsync on directories.
  if (uninterrupted([&] { return ops.fsync(file.get()); }) != 0 && errno != EINVAL &&
      errno != ENOTSUP)
    throw_file_error("write", directory, "fsync of the directory", errno);
}

HONE_INLINE void make_directories(const std::string& path, const FileOps& ops) {
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
}  // namespace HONE_ABI
}  // namespace hone
