// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/kept_epochs.hpp>
#include <hone/files/atomic_file.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>
#include <hone/study/detail/trial_folders.hpp>
#include <hone/study/trial_files.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE TrialFiles files_left_by(const FrozenTrial& trial) {
  const auto found = trial.system_attrs.find(kFilesAttr);
  if (found == trial.system_attrs.end() || !is_finished(trial.state)) return TrialFiles::all;
  const auto* text = std::get_if<std::string>(&found->second.variant());
  for (const TrialFiles files : {TrialFiles::none, TrialFiles::best})
    if (text && *text == to_string(files)) return files;
  return TrialFiles::all;
}

HONE_INLINE bool TrialFolders::has(int64_t number) const {
  struct stat status;
  return ::stat(of(number).c_str(), &status) == 0;
}

HONE_INLINE std::vector<int64_t> TrialFolders::numbers() const {
  std::vector<int64_t> result;
  for (const std::string& name : names_in(path_))
    if (!name.empty() && name.size() < 19 &&
        name.find_first_not_of("0123456789") == std::string::npos)
      result.push_back(std::stoll(name));
  return result;
}

HONE_INLINE void TrialFolders::tidy(int64_t number, TrialFiles keep) const {
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

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
