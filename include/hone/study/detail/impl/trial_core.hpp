// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/worker.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study/detail/heartbeat.hpp>
#include <hone/study/detail/trial_core.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::shared_ptr<const Distribution> known_kind(const StudyCore& study,
                                                           const StudyRecord& record,
                                                           const std::string& name,
                                                           const Distribution& distribution) {
  std::shared_ptr<const Distribution> known;
  const auto found = study.kinds.find(name);
  if (found != study.kinds.end()) known = found->second;
  for (const FrozenTrial& trial : record.trials) {
    if (known) break;
    if (const Param* param = trial.find_param(name)) known = param->distribution;
  }
  if (known && !is_compatible(*known, distribution))
    throw ArgumentError(
        "hone: parameter \"" + name + "\" of study \"" + study.name + "\" is " + to_string(*known) +
        ", and was now suggested as " + to_string(distribution) +
        "; a name keeps its kind, its scale and its choices: use another name, or another study");
  return known;
}

HONE_INLINE void require_single_objective(const StudyCore& study, const std::string& what) {
  if (study.directions.size() != 1)
    throw ArgumentError("hone: " + what + " is for studies with one objective, and study \"" +
                        study.name + "\" has " + std::to_string(study.directions.size()));
}

HONE_INLINE TrialCore::TrialCore(std::shared_ptr<StudyCore> its_study, const FrozenTrial& trial,
                                 Params its_fixed, std::string its_worker)
    : study(std::move(its_study)),
      number(trial.number),
      worker(std::move(its_worker)),
      params(trial.params),
      fixed(std::move(its_fixed)) {
  params.reserve(std::max<size_t>(8, params.size()));  // few trials have more
  for (const auto& report : trial.intermediate_values) reported.insert(report.first);
  if (study->heartbeat && worker == worker_name()) study->heartbeat->hold(number);
  ++study->live_trials;
}

HONE_INLINE void TrialCore::settle() {
  std::exception_ptr failure;
  for (const auto& finish : std::exchange(before_end, {})) try {
      finish();
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
  if (failure) std::rethrow_exception(failure);
}

HONE_INLINE void TrialCore::settle_quietly() noexcept {
  try {
    settle();
  } catch (...) {  // neither the trial nor its checkpoints count
  }
}

HONE_INLINE void TrialCore::end() {
  if (told) return;
  told = true;
  --study->live_trials;
  if (study->heartbeat) study->heartbeat->let_go(number);
}

HONE_INLINE const FrozenTrial& TrialCore::held(const StudyRecord& record) const {
  const FrozenTrial* trial = record.find_trial(number);
  if (!trial)
    throw StorageError("hone: study \"" + study->name + "\" has no trial " +
                       std::to_string(number) + " any more; was the study deleted?");
  if (is_finished(trial->state)) {
    const auto reason = trial->system_attrs.find("fail_reason");
    const auto* why = reason == trial->system_attrs.end()
                          ? nullptr
                          : std::get_if<std::string>(&reason->second.variant());
    throw UpdateFinishedTrialError("hone: trial " + std::to_string(number) + " of study \"" +
                                   study->name + "\" is finished already" +
                                   (why ? " (" + *why + ")" : "") + "; ask for a new one");
  }
  if (owner_of(*trial) != worker)
    throw UpdateFinishedTrialError("hone: trial " + std::to_string(number) + " of study \"" +
                                   study->name +
                                   "\" was taken over by another worker; ask for a new one");
  return *trial;
}

HONE_INLINE void TrialCore::write(const Changes& changes, Durability durability) const {
  study->storage->update_trial(
      study->id, number,
      [&](const StudyRecord& record) {
        held(record);
        return changes;  // a storage may call this again
      },
      durability);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
