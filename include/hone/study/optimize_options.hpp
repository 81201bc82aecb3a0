// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// When `optimize` ends, and how it runs. Nothing set: it goes on until `study.stop()`.
class OptimizeOptions {
 public:
  /// Trials of this call, those taken up from a dead worker or a pause included.
  OptimizeOptions& n_trials(int64_t n) {
    n_trials_ = not_negative("n_trials", n);
    return *this;
  }

  /// Trials of the study, whoever runs them: COMPLETE, PRUNED, FAIL without a retry, and those that
  /// a live worker holds.
  OptimizeOptions& total_trials(int64_t n) {
    total_trials_ = not_negative("total_trials", n);
    return *this;
  }

  /// No trial begins later than this after the call; one that runs is finished.
  OptimizeOptions& timeout(std::chrono::duration<double> limit) {
    timeout_ = limit;
    return *this;
  }

  /// Threads that run trials side by side, at least 1.
  OptimizeOptions& n_jobs(int n);

  /// What the jobs compute on, such as "cuda:0" and "cuda:1": a job's trials read theirs as
  /// `trial.device()`. With more jobs than devices, a device has several.
  OptimizeOptions& devices(std::vector<std::string> names);

  /// Threads that libtorch computes with in each job (at::set_num_threads), at least 1. Unset: with
  /// several jobs, the caller's number divided by theirs. `optimize` sets the caller's number again
  /// when it returns. Only where the program includes one of hone's headers that see torch.
  OptimizeOptions& intra_op_threads(int n);

  /// Whether a trial whose objective throws FAILs and the study goes on; otherwise the exception
  /// ends `optimize`. So does the error of a trial that others have ended or taken over meanwhile.
  OptimizeOptions& catch_errors(bool on) {
    catch_errors_ = on;
    return *this;
  }

 private:
  friend class Study;
  friend class RankStudy;  // of plugins/distributed

  static int64_t not_negative(const char* what, int64_t n);

  std::optional<int64_t> n_trials_;
  std::optional<int64_t> total_trials_;
  std::chrono::duration<double> timeout_ = std::chrono::duration<double>::max();
  int n_jobs_ = 1;
  std::vector<std::string> devices_;
  std::optional<int> intra_op_threads_;
  bool catch_errors_ = false;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/impl/optimize_options.hpp>
#endif
