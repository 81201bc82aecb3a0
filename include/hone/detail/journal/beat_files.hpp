// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/file_ops.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace hone {
inline namespace v0 {
namespace detail {

/// The heartbeats of a journal's workers: each touches `workers/<its name>.beat`, and who wants to
/// know whether another lives compares that file's time with its own's. Both are the file system's,
/// so the machines' clocks do not matter. Any thread.
template <class = void>
class BeatFilesOf {
 public:
  /// `name` is this worker's, in the folder `workers`.
  BeatFilesOf(std::string workers, std::string name, const FileOps& ops)
      : workers_(std::move(workers)), name_(std::move(name)), ops_(ops) {}

  static constexpr const char* kSuffix = ".beat";

  /// Beats. Returns the file system's time, in nanoseconds; nothing where it could not.
  std::optional<int64_t> beat() const {
    const auto open = [&] {
      return uninterrupted([&] {
        return ops_.open(path_of(name_).c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
      });
    };
    int descriptor = open();
    if (descriptor < 0 && errno == ENOENT && ops_.mkdir(workers_.c_str()) == 0) descriptor = open();
    const File file(ops_, descriptor);
    if (file.get() < 0 || ::futimens(file.get(), nullptr) != 0) return std::nullopt;
    return time_of(file.get());
  }

  /// Whether the worker of that name has not beaten since `since`. One that never did is not
  /// known to be silent, unless nothing is left of it: its files were cleaned up.
  bool is_silent(const std::string& name, int64_t since) const {
    // Opened, since a shared file system tells a file's newest times to who opens it.
    const File file(ops_, uninterrupted([&] {
                      return ops_.open(path_of(name).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0);
                    }));
    if (file.get() < 0) {
      struct stat link;
      return errno == ENOENT && ::lstat((workers_ + '/' + name).c_str(), &link) != 0 &&
             errno == ENOENT;
    }
    const std::optional<int64_t> beaten = time_of(file.get());
    return beaten && *beaten < since;
  }

  std::string path_of(const std::string& name) const { return workers_ + '/' + name + kSuffix; }

 private:
  static std::optional<int64_t> time_of(int file) {
    struct stat status;
    if (::fstat(file, &status) != 0) return std::nullopt;
    return static_cast<int64_t>(status.st_mtim.tv_sec) * 1000000000 + status.st_mtim.tv_nsec;
  }

  std::string workers_, name_;
  const FileOps& ops_;
};
using BeatFiles = BeatFilesOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
