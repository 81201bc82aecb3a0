// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/attempts.hpp>
#include <hone/records/detail/best_tracker.hpp>
#include <hone/records/next.hpp>
#include <hone/study/detail/best_pointer.hpp>
#include <hone/study/trial_end.hpp>
#include <hone/study/trial_files.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// State that a study's handles and the running `optimize` share, beyond what trials need.
struct StudyState {
  std::mutex hooks_mutex;  // held while hooks run, so their calls are serial
  std::vector<std::function<Next(const TrialEnd&)>> hooks;
  std::atomic<int64_t> stops{0};
  BestTracker best;        // guarded by the core's `search`
  FinishedCount finished;  // also by `search`
  bool has_far = false;    // also by `search`: whether to check heartbeats
  std::chrono::duration<double> grace{0};
  std::array<TrialFiles, 5> kept = {};  // by TrialState
  // Null without a directory, or with several objectives.
  std::unique_ptr<BestPointer> pointer;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
