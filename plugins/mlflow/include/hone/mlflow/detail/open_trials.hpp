// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The trials whose start, but not their end, was sent to MLflow: one file `trial-<number>.open`
/// each, beside the spools. A process that dies after the study recorded a trial's end and before
/// its hooks ran leaves this file. The next tracker sends that end.
///
/// Thread-safe. Never throws: without the file, only this end is lost.
class MlflowOpenTrials {
 public:
  explicit MlflowOpenTrials(std::string directory) : directory_(std::move(directory)) {}

  void add(int64_t number) const;
  void remove(int64_t number) const;

  std::vector<int64_t> all() const;

 private:
  static std::string file_name(int64_t number) {
    return "trial-" + std::to_string(number) + ".open";
  }
  std::string path(int64_t number) const { return directory_ + "/" + file_name(number); }

  std::string directory_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/open_trials.hpp>
#endif
