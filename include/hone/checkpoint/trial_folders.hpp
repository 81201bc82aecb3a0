// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/atomic_file.hpp>
#include <hone/detail/hooks/kept_epochs.hpp>
#include <hone/frozen_trial.hpp>
#include <hone/trial_files.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// What of its files a finished trial leaves, on its record: told with its end, so that whoever
/// opens the study later can finish what a killed process had begun. Without it: everything.
inline constexpr const char* kFilesAttr = "hone:files";

inline const char* to_string(TrialFiles files) {
  return files == TrialFiles::none ? "none" : files == TrialFiles::best ? "best" : "all";
}

inline TrialFiles files_left_by(const FrozenTrial& trial) {
  const auto found = trial.system_attrs.find(kFilesAttr);
  if (found == trial.system_attrs.end() || !is_finished(trial.state)) return TrialFiles::all;
  const auto* text = std::get_if<std::string>(&found->second.variant());
  for (const TrialFiles files : {TrialFiles::none, TrialFiles::best})
    if (text && *text == to_string(files)) return files;
  return TrialFiles::all;
}

/// The folders `trials/<number>` of a study directory. Any thread; nobody may write in a folder
/// that is tidied.
class TrialFolders {
 public:
  explicit TrialFolders(const std::string& study) : path_(study + "/trials") {}

  const std::string& path() const { return path_; }
  std::string of(int64_t number) const { return path_ + "/" + std::to_string(number); }

  bool has(int64_t number) const {
    struct stat status;
    return ::stat(of(number).c_str(), &status) == 0;
  }

  /// The trials that have one.
  template <class = void>
  std::vector<int64_t> numbers() const {
    std::vector<int64_t> result;
    for (const std::string& name : names_in(path_))
      if (!name.empty() && name.size() < 19 &&
          name.find_first_not_of("0123456789") == std::string::npos)
        result.push_back(std::stoll(name));
    return result;
  }

  /// Removes of hone's files what is not to be kept, and the folder where it is empty then. Files
  /// of others stay, and so does what cannot be removed.
  template <class = void>
  void tidy(int64_t number, TrialFiles keep) const {
    if (keep == TrialFiles::all) return;
    const std::string folder = of(number);
    for (const std::string& name : names_in(folder))
      if (name == "last.pt" ||
          (keep == TrialFiles::none &&
           (name == "best.pt" || name == "best.json" || KeptEpochs::is_file_name(name))))
        ::unlink((folder + "/" + name).c_str());
    if (keep == TrialFiles::none) {
      sweep_temporaries(folder);
      ::rmdir(folder.c_str());
    }
  }

 private:
  std::string path_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
