// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/owner.hpp>
#include <hone/study.hpp>

#include "test/memory_storage.hpp"
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace hone_test {

/// A hone worker on another machine.
inline const std::string kFarWorker = "hone-elsewhere.12345678-abcd1234-4026531836-42-1000";

/// An in-memory storage that counts heartbeats. The test decides which workers are silent.
class FarStorage final : public MemoryStorage {
 public:
  /// From now on the trial's worker is on another machine, and silent.
  void lose(const hone::Study& study, const hone::Trial& trial) {
    update(
        open_study(study.name(), {}),
        [&](const hone::StudyRecord&) {
          return hone::Changes{
              hone::SetTrialSystemAttr{trial.number(), hone::detail::kOwnerAttr, kFarWorker}};
        },
        hone::Durability::appended);
    are_silent.insert(trial.number());
  }

  void beat(int64_t, const std::vector<int64_t>& numbers) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    beats_.push_back(numbers);
    beaten_.notify_all();
    if (fails) throw std::runtime_error("away");
  }
  std::vector<int64_t> silent(int64_t, const std::vector<int64_t>& numbers,
                              std::chrono::duration<double> grace) override {
    asked.push_back(grace.count());
    std::vector<int64_t> result;
    for (const int64_t number : numbers)
      if (are_silent.count(number) > 0) result.push_back(number);
    return result;
  }

  /// Waits for so many heartbeats with exactly these trials. Returns false on timeout.
  bool wait_for_beats(size_t count, const std::vector<int64_t>& numbers) {
    std::unique_lock<std::mutex> lock(mutex_);
    return beaten_.wait_for(lock, std::chrono::seconds(60), [&] {
      return static_cast<size_t>(std::count(beats_.begin(), beats_.end(), numbers)) >= count;
    });
  }
  size_t beats() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return beats_.size();
  }

  std::set<int64_t> are_silent;
  std::vector<double> asked;  // the grace of each query
  bool fails = false;

 private:
  std::mutex mutex_;
  std::condition_variable beaten_;
  std::vector<std::vector<int64_t>> beats_;
};

}  // namespace hone_test
