// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/open_trials.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void MlflowOpenTrials::add(int64_t number) const {
  const int file = ::open(path(number).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (file >= 0) ::close(file);
}

HONE_INLINE void MlflowOpenTrials::remove(int64_t number) const { ::unlink(path(number).c_str()); }

HONE_INLINE std::vector<int64_t> MlflowOpenTrials::all() const {
  std::vector<int64_t> numbers;
  DIR* const entries = ::opendir(directory_.c_str());
  if (!entries) return numbers;
  while (const dirent* entry = ::readdir(entries)) {
    long long number = -1;
    if (std::sscanf(entry->d_name, "trial-%lld.open", &number) == 1 &&
        file_name(number) == entry->d_name)
      numbers.push_back(number);
  }
  ::closedir(entries);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
