// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/study/trial_files.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Attribute with the files that a finished trial leaves. It is recorded with the trial's end, so
/// that a worker that opens the study later can finish what a killed process had begun. Default:
/// all.
inline constexpr const char* kFilesAttr = "hone:files";

inline const char* to_string(TrialFiles files) {
  return files == TrialFiles::none ? "none" : files == TrialFiles::best ? "best" : "all";
}

TrialFiles files_left_by(const FrozenTrial& trial);

/// The directories `trials/<number>` of a study. Thread-safe; no process may write in a directory
/// while it is tidied.
class TrialFolders {
 public:
  explicit TrialFolders(const std::string& study) : path_(study + "/trials") {}

  const std::string& path() const { return path_; }
  std::string of(int64_t number) const { return path_ + "/" + std::to_string(number); }

  bool has(int64_t number) const;

  /// The numbers of the trials that have a directory.
  std::vector<int64_t> numbers() const;

  /// Removes hone's files except those in `keep`; with TrialFiles::none also the directory, if it
  /// is then empty. Keeps files of others, and ignores files that cannot be removed.
  void tidy(int64_t number, TrialFiles keep) const;

 private:
  std::string path_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/trial_folders.hpp>
#endif
