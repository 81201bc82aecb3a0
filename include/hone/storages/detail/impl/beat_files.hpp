// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>
#include <hone/storages/detail/beat_files.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::optional<int64_t> BeatFiles::beat() const {
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

HONE_INLINE bool BeatFiles::is_silent(const std::string& name, int64_t since) const {
  // Opens the file: network file systems show its newest times only then.
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

HONE_INLINE std::optional<int64_t> BeatFiles::time_of(int file) {
  struct stat status;
  if (::fstat(file, &status) != 0) return std::nullopt;
  return static_cast<int64_t>(status.st_mtim.tv_sec) * 1000000000 + status.st_mtim.tv_nsec;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
