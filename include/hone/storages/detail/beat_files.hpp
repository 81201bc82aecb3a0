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

/// The heartbeats of a journal's workers. Each worker touches `workers/<its name>.beat`. To check
/// whether another worker is alive, it compares that file's time with its own file's time. Both
/// times are the file system's, so clock skew between machines does not matter. Thread-safe.
class BeatFiles {
 public:
  /// `name` is this worker's, in the directory `workers`.
  BeatFiles(std::string workers, std::string name, const FileOps& ops)
      : workers_(std::move(workers)), name_(std::move(name)), ops_(ops) {}

  static constexpr const char* kSuffix = ".beat";

  /// Sends a heartbeat. Returns the file system's time in nanoseconds; nullopt on error.
  std::optional<int64_t> beat() const;

  /// Whether the worker has sent no heartbeat since `since`. False if it never sent one, unless its
  /// other files are gone too: then they were cleaned up.
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
