// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The heartbeats of a journal's workers: each touches `workers/<its name>.beat`, and who wants to
/// know whether another lives compares that file's time with its own's. Both are the file system's,
/// so the machines' clocks do not matter. Any thread.
class BeatFiles {
 public:
  /// `name` is this worker's, in the folder `workers`.
  BeatFiles(std::string workers, std::string name, const FileOps& ops)
      : workers_(std::move(workers)), name_(std::move(name)), ops_(ops) {}

  static constexpr const char* kSuffix = ".beat";

  /// Beats. Returns the file system's time, in nanoseconds; nothing where it could not.
  std::optional<int64_t> beat() const;

  /// Whether the worker of that name has not beaten since `since`. One that never did is not
  /// known to be silent, unless nothing is left of it: its files were cleaned up.
  bool is_silent(const std::string& name, int64_t since) const;

  std::string path_of(const std::string& name) const { return workers_ + '/' + name + kSuffix; }

 private:
  static std::optional<int64_t> time_of(int file);

  std::string workers_, name_;
  const FileOps& ops_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/beat_files.hpp>
#endif
