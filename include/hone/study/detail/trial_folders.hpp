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

/// What of its files a finished trial leaves, on its record: told with its end, so that whoever
/// opens the study later can finish what a killed process had begun. Without it: everything.
inline constexpr const char* kFilesAttr = "hone:files";

inline const char* to_string(TrialFiles files) {
  return files == TrialFiles::none ? "none" : files == TrialFiles::best ? "best" : "all";
}

TrialFiles files_left_by(const FrozenTrial& trial);

/// The folders `trials/<number>` of a study directory. Any thread; nobody may write in a folder
/// that is tidied.
class TrialFolders {
 public:
  explicit TrialFolders(const std::string& study) : path_(study + "/trials") {}

  const std::string& path() const { return path_; }
  std::string of(int64_t number) const { return path_ + "/" + std::to_string(number); }

  bool has(int64_t number) const;

  /// The trials that have one.
  std::vector<int64_t> numbers() const;

  /// Removes of hone's files what is not to be kept, and the folder where it is empty then. Files
  /// of others stay, and so does what cannot be removed.
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
