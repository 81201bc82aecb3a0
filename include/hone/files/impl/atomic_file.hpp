// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/atomic_file.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/files/worker.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// `.last.pt.<worker>.<count>.tmp` in the directory of the target. The worker's name tells whether
// its process is still alive.
HONE_INLINE std::string temporary_path(const std::string& path) {
  static std::atomic<uint64_t> count{0};
  return directory_of(path) + "/." + file_name_of(path) + '.' + worker_name() + '.' +
         std::to_string(count.fetch_add(1)) + ".tmp";
}

/// Whether link failed because the file system does not support it, or the file belongs to another
/// user.
HONE_INLINE bool cannot_link(int error) {
  return error == EPERM || error == EOPNOTSUPP || error == ENOSYS || error == EMLINK ||
         error == EXDEV;
}

HONE_INLINE AtomicFile::AtomicFile(std::vector<std::string> paths, const FileOps& ops)
    : paths_(std::move(paths)), ops_(ops), file_(ops, -1) {
  for (const std::string& path : paths_)
    if (directory_of(path) != directory_of(paths_.front()))
      throw ArgumentError("hone: " + path + " and " + paths_.front() +
                          " are one file under two names, which must be in one directory");
  const std::string temporary = temporary_path(paths_.front());
  file_ =
      File(ops, uninterrupted([&] { return ops_.open(temporary.c_str(), kMakeTemporary, 0666); }));
  if (file_.get() < 0) fail("making the temporary file " + temporary, errno);
  temporaries_.push_back(temporary);
}

HONE_INLINE void AtomicFile::allocate(uint64_t bytes) {
  if (bytes == 0) return;
  if (uninterrupted([&] { return ops_.allocate(file_.get(), static_cast<int64_t>(bytes)); }) != 0 &&
      errno != EOPNOTSUPP && errno != EINVAL && errno != ENOSYS)
    fail("reserving " + std::to_string(bytes) + " bytes", errno);
}

HONE_INLINE void AtomicFile::write(uint64_t offset, const void* data, size_t bytes) {
  const char* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t count = uninterrupted(
        [&] { return ops_.pwrite(file_.get(), from, bytes, static_cast<int64_t>(offset)); });
    if (count <= 0) fail("writing", count < 0 ? errno : EIO);
    from += count;
    offset += static_cast<uint64_t>(count);
    bytes -= static_cast<size_t>(count);
  }
  if (offset < started_ + kStart) return;
  ops_.start_writing(file_.get(), static_cast<int64_t>(started_),
                     static_cast<int64_t>(offset - started_));
  started_ = offset;
}

HONE_INLINE void AtomicFile::write_all_of(const std::string& from) {
  const File source(
      ops_, uninterrupted([&] { return ops_.open(from.c_str(), O_RDONLY | O_CLOEXEC, 0); }));
  if (source.get() < 0) fail("opening " + from, errno);
  std::vector<char> buffer(size_t{1} << 20);
  for (uint64_t offset = 0;;) {
    const ssize_t count = uninterrupted([&] {
      return ops_.pread(source.get(), buffer.data(), buffer.size(), static_cast<int64_t>(offset));
    });
    if (count < 0) fail("reading " + from, errno);
    if (count == 0) break;
    write(offset, buffer.data(), static_cast<size_t>(count));
    offset += static_cast<uint64_t>(count);
  }
}

HONE_INLINE void AtomicFile::commit() {
  sync_and_close();
  const std::string whole = temporaries_.front();
  for (size_t i = 1; i < paths_.size(); ++i) {
    const std::string other = temporary_path(paths_[i]);
    if (uninterrupted([&] { return ops_.link(whole.c_str(), other.c_str()); }) != 0) {
      if (!cannot_link(errno)) fail("linking it as " + other, errno);
      copy(whole, other);
    } else {
      temporaries_.push_back(other);
    }
  }
  for (const std::string& path : paths_) {
    if (uninterrupted([&] { return ops_.rename(temporaries_.front().c_str(), path.c_str()); }) != 0)
      throw_file_error("write", path, "rename", errno);
    temporaries_.erase(temporaries_.begin());
  }
  sync_directory(directory_of(paths_.front()), ops_);
}

HONE_INLINE void AtomicFile::copy(const std::string& from, const std::string& to) {
  file_ = File(ops_, uninterrupted([&] { return ops_.open(to.c_str(), kMakeTemporary, 0666); }));
  if (file_.get() < 0) fail("making the temporary file " + to, errno);
  temporaries_.push_back(to);
  started_ = 0;
  write_all_of(from);
  sync_and_close();
}

HONE_INLINE void AtomicFile::sync_and_close() {
  // A failed fsync is final: the kernel may mark the pages clean, and a second fsync would then
  // wrongly succeed.
  if (uninterrupted([&] { return ops_.fsync(file_.get()); }) != 0) fail("fsync", errno);
  if (ops_.close(file_.release()) != 0 && errno != EINTR) fail("close", errno);
}

HONE_INLINE void replace_text(const std::string& path, const std::string& text,
                              const FileOps& ops) {
  AtomicFile file({path}, ops);
  file.allocate(text.size());
  file.write(0, text.data(), text.size());
  file.commit();
}

HONE_INLINE void link_file(const std::string& from, const std::string& to, const FileOps& ops) {
  const std::string temporary = temporary_path(to);
  if (uninterrupted([&] { return ops.link(from.c_str(), temporary.c_str()); }) != 0) {
    if (!cannot_link(errno)) throw_file_error("write", to, "linking " + from, errno);
    AtomicFile file({to}, ops);
    file.write_all_of(from);
    return file.commit();
  }
  if (uninterrupted([&] { return ops.rename(temporary.c_str(), to.c_str()); }) != 0) {
    const int error = errno;
    ops.unlink(temporary.c_str());
    throw_file_error("write", to, "rename", error);
  }
  ops.unlink(temporary.c_str());  // rename leaves it if both names are links to the same file
  sync_directory(directory_of(to), ops);
}

HONE_INLINE void replace_link(const std::string& target, const std::string& path,
                              const FileOps& ops) {
  const std::string temporary = temporary_path(path);
  if (uninterrupted([&] { return ops.symlink(target.c_str(), temporary.c_str()); }) != 0)
    throw_file_error("write", path, "making the link " + temporary, errno);
  if (uninterrupted([&] { return ops.rename(temporary.c_str(), path.c_str()); }) != 0) {
    const int error = errno;
    ops.unlink(temporary.c_str());
    throw_file_error("write", path, "rename", error);
  }
  sync_directory(directory_of(path), ops);
}

HONE_INLINE int sweep_temporaries(const std::string& directory, const FileOps& ops) {
  int removed = 0;
  for (std::string& name : names_in(directory)) {
    const size_t worker = name.find(".hone-");
    if (name[0] != '.' || worker == std::string::npos || name.size() < 4 ||
        name.compare(name.size() - 4, 4, ".tmp") != 0)
      continue;
    const std::string path = directory + '/' + name;
    name.resize(name.size() - 4);  // .tmp
    name.resize(name.rfind('.'));  // the count
    if (liveness(name.substr(worker + 1)) == Liveness::dead && ops.unlink(path.c_str()) == 0)
      ++removed;
  }
  return removed;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
