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

/// When `optimize` ends, and how it runs. Default: it runs until `study.stop()`.
class OptimizeOptions {
 public:
  /// Maximum number of trials of this call, including orphaned and paused ones that it resumes.
  OptimizeOptions& n_trials(int64_t n) {
    n_trials_ = not_negative("n_trials", n);
    return *this;
  }

  /// Maximum number of trials of the study, by all workers: COMPLETE, PRUNED, FAIL without a retry,
  /// and those that a live worker holds.
  OptimizeOptions& total_trials(int64_t n) {
    total_trials_ = not_negative("total_trials", n);
    return *this;
  }

  /// No trial starts later than this after the call; running trials are finished.
  OptimizeOptions& timeout(std::chrono::duration<double> limit) {
    timeout_ = limit;
    return *this;
  }

  /// Threads that run trials in parallel, at least 1. Default: 1.
  OptimizeOptions& n_jobs(int n);

  /// Devices for the jobs, such as "cuda:0" and "cuda:1": a trial reads its job's device as
  /// `trial.device()`. If there are more jobs than devices, jobs share devices.
  OptimizeOptions& devices(std::vector<std::string> names);

  /// Threads that libtorch computes with in each job (at::set_num_threads), at least 1. Default
  /// with several jobs: the caller's number divided by the number of jobs. `optimize` restores the
  /// caller's number when it returns. No effect in a program without libtorch, or that links it
  /// statically.
  OptimizeOptions& intra_op_threads(int n);

  /// Whether `optimize` continues after an objective throws. The trial FAILs either way; if off,
  /// the exception ends `optimize`. The same holds for the error of a trial that another worker has
  /// ended or taken over, whose state does not change. Default: false.
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
