// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/attempts.hpp>
#include <hone/records/detail/best_tracker.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/next.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/memory.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study.hpp>
#include <hone/study/detail/best_pointer.hpp>
#include <hone/study/detail/intra_op.hpp>
#include <hone/study/detail/retry.hpp>
#include <hone/study/detail/study_state.hpp>
#include <hone/study/detail/trial_core.hpp>
#include <hone/study/detail/trial_folders.hpp>
#include <hone/study/optimize_options.hpp>
#include <hone/study/trial_end.hpp>
#include <hone/study/trial_files.hpp>
#include <hone/trial.hpp>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE void Study::run_jobs(const AnyObjective& objective, const OptimizeOptions& options) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  std::atomic<int64_t> started{0};
  std::exception_ptr error;
  std::mutex error_mutex;
  std::atomic<bool> failed{false};
  const int64_t stops = state_->stops;
  const detail::IntraOpShare intra_op(options.n_jobs_, options.intra_op_threads_);
  const auto job = [&](int index) {
    try {
      intra_op.enter();
      while (!failed && state_->stops == stops) {
        if (Clock::now() - start >= options.timeout_) break;
        if (options.n_trials_ && started++ >= *options.n_trials_) break;
        auto trial = claim(options.total_trials_, /*may_end=*/true);
        if (!trial) break;
        if (!options.devices_.empty())
          trial->core().device =
              options.devices_[static_cast<size_t>(index) % options.devices_.size()];
        try {
          run_trial(std::move(*trial), objective, options.catch_errors_);
        } catch (const UpdateFinishedTrialError&) {  // another worker has it, or ended it
          if (!options.catch_errors_) throw;
        }
      }
    } catch (...) {
      failed = true;
      const std::lock_guard<std::mutex> lock(error_mutex);
      if (!error) error = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(static_cast<size_t>(options.n_jobs_));
  try {
    for (int i = 1; i < options.n_jobs_; ++i) threads.emplace_back(job, i);
  } catch (const std::system_error&) {
    // The system has no more threads: the existing ones run the trials.
  }
  job(0);
  for (std::thread& thread : threads) thread.join();
  if (error) std::rethrow_exception(error);
}

HONE_INLINE void Study::run_trial(Trial trial, const AnyObjective& objective, bool catch_errors) {
  std::vector<double> values;
  try {
    values = objective(trial);
    if (trial.answer() != Next::pause && trial.answer() != Next::prune) check_count(trial, values);
    trial.core().settle();
  } catch (const TrialPruned&) {
    finish(trial, TrialState::pruned, {}, "");
    return;
  } catch (const RankError&) {
    throw;  // the handle releases the trial untold: it can resume from its last checkpoint
  } catch (const std::exception& error) {
    finish(trial, TrialState::fail, {}, error.what());
    if (catch_errors) return;
    throw;
  } catch (...) {
    finish(trial, TrialState::fail, {}, "");
    if (catch_errors) return;
    throw;
  }
  tell(trial, std::move(values));
}

HONE_INLINE detail::TrialCore& Study::core_of(Trial& trial) const {
  detail::TrialCore& core = trial.core();
  const detail::StudyCore& its = *core.study;
  // Two handles on one study may have separate storages.
  const bool is_mine = its.storage == core_->storage
                           ? its.id == core_->id
                           : its.name == core_->name && its.directory == core_->directory &&
                                 !std::dynamic_pointer_cast<MemoryStorage>(core_->storage);
  if (!is_mine)
    throw ArgumentError("hone: study \"" + core_->name + "\" was told trial " +
                        std::to_string(core.number) + " of another study, \"" + its.name +
                        "\"; tell the one that was asked");
  return core;
}

/// Leaves the trial RUNNING for the next worker that asks.
HONE_INLINE void Study::pause(Trial& trial) {
  trial.core().write({SetTrialSystemAttr{trial.number(), detail::kOwnerAttr, detail::kPaused}});
  trial.core().end();
  stop();
}

HONE_INLINE void Study::finish(Trial& trial, TrialState state, std::vector<double> values,
                               const std::string& reason) {
  detail::TrialCore& core = core_of(trial);
  core.settle_quietly();
  const TrialFiles leaves = has_folder(core.number) ? files(state) : TrialFiles::all;
  std::vector<int64_t> repeated;
  core_->storage->update_trial(
      core_->id, core.number,
      [&](const StudyRecord& record) {
        const FrozenTrial& frozen = core.held(record);
        repeated = detail::retry_history(frozen);
        Changes changes;
        if (!reason.empty())
          changes.push_back(SetTrialSystemAttr{core.number, detail::kFailReasonAttr, reason});
        SetState end{core.number, state, values, std::chrono::system_clock::now(), {}};
        if (state == TrialState::pruned && record.directions.size() == 1 &&
            !frozen.intermediate_values.empty()) {
          const double last = frozen.intermediate_values.rbegin()->second;
          if (!std::isnan(last)) end.values = {last};
        }
        if (leaves != TrialFiles::all)
          changes.push_back(
              SetTrialSystemAttr{core.number, detail::kFilesAttr, detail::to_string(leaves)});
        changes.push_back(std::move(end));
        return changes;
      },
      Durability::durable);
  core.end();
  if (state_->pointer && state == TrialState::complete)
    state_->pointer->follow(*core_->storage, core_->id);
  tidy(core.number, leaves);
  for (const int64_t number : repeated) tidy(number, files(TrialState::fail));
  announce(core.number);
}

HONE_INLINE void Study::tidy(int64_t number, TrialFiles leaves) {
  if (leaves == TrialFiles::all || !has_folder(number)) return;
  if (state_->pointer)
    state_->pointer->tidy_told(*core_->storage, core_->id, number);
  else
    detail::TrialFolders(core_->directory).tidy(number, leaves);
}

HONE_INLINE void Study::announce(int64_t number) {
  const std::lock_guard<std::mutex> hooks_lock(state_->hooks_mutex);
  if (state_->hooks.empty()) return;
  TrialEnd event;
  event.study_name = core_->name;
  {
    const std::lock_guard<std::mutex> lock(core_->search);
    read([&](const StudyRecord& record) {
      event.trial = *record.find_trial(number);
      if (core_->directions.size() != 1) return;
      event.best_number = state_->best.best(record);
      if (event.best_number >= 0) event.best_value = record.find_trial(event.best_number)->value();
      event.is_best = event.best_number == number;
    });
  }
  for (const auto& hook : state_->hooks)
    if (hook(event) != Next::proceed) stop();
}

}  // namespace HONE_ABI
}  // namespace hone
