// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// The trials whose beginning MLflow is told of, and not yet their end: a file `trial-<number>.open`
/// each, beside the spools. A process that dies when the study has a trial's value, and its hooks
/// have not, leaves one; the next tracker tells that end.
///
/// Any thread. Nothing throws: without the file only that is lost.
class MlflowOpenTrials {
 public:
  explicit MlflowOpenTrials(std::string directory) : directory_(std::move(directory)) {}

  void add(int64_t number) const {
    const int file = ::open(path(number).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file >= 0) ::close(file);
  }
  void remove(int64_t number) const { ::unlink(path(number).c_str()); }

  std::vector<int64_t> all() const {
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

 private:
  static std::string file_name(int64_t number) {
    return "trial-" + std::to_string(number) + ".open";
  }
  std::string path(int64_t number) const { return directory_ + "/" + file_name(number); }

  std::string directory_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
