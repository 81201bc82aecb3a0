// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/worker.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study.hpp>
#include <hone/study/detail/claim.hpp>
#include <hone/study/detail/far_trials.hpp>
#include <hone/study/detail/heartbeat.hpp>
#include <hone/study/detail/study_state.hpp>
#include <hone/study/detail/trial_core.hpp>
#include <hone/trial.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE std::optional<Trial> Study::claim(std::optional<int64_t> total_trials, bool may_end) {
  if (core_->heartbeat) core_->heartbeat->before_claim();
  detail::Claim claim(total_trials, core_->max_attempts, *core_->sampler, state_->finished,
                      may_end);
  claim.files_of_failed = files(TrialState::fail);
  claim.has_looked_far = !core_->heartbeat;
  bool looks_far = false;
  {
    const std::lock_guard<std::mutex> lock(core_->search);
    looks_far = state_->has_far;
  }
  do {
    if (looks_far && !std::exchange(claim.has_looked_far, true)) retry_far_trials();
    looks_far = true;
    const std::lock_guard<std::mutex> lock(core_->search);
    core_->storage->update(
        core_->id, [&](const StudyRecord& record) { return claim.decide(record); },
        Durability::appended);
    state_->has_far = claim.has_far;
  } while (claim.has_far && !claim.has_looked_far);
  std::optional<Trial> trial;
  if (claim.number >= 0)
    read([&](const StudyRecord& record) {
      const FrozenTrial& frozen = *record.find_trial(claim.number);
      trial.emplace(
          Trial(std::make_shared<detail::TrialCore>(core_, frozen, detail::fixed_params(frozen))));
    });
  for (const int64_t number : claim.given_up) {
    tidy(number, files(TrialState::fail));
    announce(number);
  }
  return trial;
}

/// FAILs the trials that silent workers on other machines left, and queues retries.
HONE_INLINE void Study::retry_far_trials() {
  std::optional<detail::FarTrials> far;
  read([&](const StudyRecord& record) { far.emplace(record); });
  if (far->numbers().empty()) return;
  const std::vector<int64_t> silent =
      core_->storage->silent(core_->id, far->numbers(), state_->grace);
  if (silent.empty()) return;
  core_->storage->update(
      core_->id,
      [&](const StudyRecord& record) {
        return far->fail(record, silent, state_->grace, core_->max_attempts,
                         files(TrialState::fail));
      },
      Durability::appended);
  for (const int64_t number : far->given_up) tidy(number, files(TrialState::fail));
  for (const auto* failed : {&far->given_up, &far->retried})
    for (const int64_t number : *failed) announce(number);
}

HONE_INLINE Trial Study::detached_trial(int64_t number) {
  std::optional<Trial> trial;
  read([&](const StudyRecord& record) {
    const std::string which =
        "trial " + std::to_string(number) + " of study \"" + core_->name + "\"";
    const FrozenTrial* frozen = record.find_trial(number);
    if (!frozen)
      throw ArgumentError("hone: there is no " + which + ", which has " +
                          std::to_string(record.trials.size()) + " trials, counted from 0");
    if (is_finished(frozen->state))
      throw UpdateFinishedTrialError("hone: " + which + " is finished already; ask for a new one");
    if (frozen->state == TrialState::waiting)
      throw ArgumentError("hone: " + which + " is WAITING; ask, which takes it up");
    const std::string& owner = detail::owner_of(*frozen);
    if (detail::is_hone_worker(owner) && !detail::is_abandoned(*frozen))
      throw ArgumentError("hone: " + which + " is run by the worker " + owner +
                          "; only that process can tell it, while it lives");
    trial.emplace(Trial(
        std::make_shared<detail::TrialCore>(core_, *frozen, detail::fixed_params(*frozen), owner)));
  });
  return std::move(*trial);
}

}  // namespace HONE_ABI
}  // namespace hone
