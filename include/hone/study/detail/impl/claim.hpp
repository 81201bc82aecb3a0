// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>
#include <hone/records/detail/attempts.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/time_point.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/study/detail/claim.hpp>
#include <hone/study/detail/retry.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Params fixed_params(const FrozenTrial& trial) {
  const auto found = trial.system_attrs.find("fixed_params");
  if (found == trial.system_attrs.end()) return {};
  JsonReader reader;
  const JsonValue* json = reader.parse(found->second.as<Json>().text);
  return json ? attributes_from_json(*json) : Params{};
}

HONE_INLINE Claim::Claim(std::optional<int64_t> total_trials, int64_t max_attempts,
                         Sampler& sampler, FinishedCount& finished, bool may_end)
    : total_trials_(total_trials),
      max_attempts_(max_attempts),
      sampler_(sampler),
      finished_(finished),
      may_end_(may_end) {}

HONE_INLINE Changes Claim::decide(const StudyRecord& record) {
  const TimePoint now = std::chrono::system_clock::now();
  Changes changes;
  std::vector<int64_t> abandoned;
  std::optional<int64_t> waiting;
  int64_t counted = total_trials_ ? finished_.of(record) : 0;
  number = -1;  // a storage may call this again
  given_up.clear();
  has_far = false;
  for (const int64_t candidate : record.unfinished) {
    const FrozenTrial& trial = *record.find_trial(candidate);
    if (trial.state == TrialState::waiting) {
      if (!waiting) waiting = candidate;
    } else if (const Held held = held_by_anyone(trial); held != Held::no) {
      has_far = has_far || held == Held::perhaps;
      ++counted;
    } else if (owner_of(trial) != kPaused && attempts(trial) >= max_attempts_) {
      give_up(changes, candidate,
              "its worker died, and it had been resumed or retried " +
                  std::to_string(attempts(trial)) + (attempts(trial) == 1 ? " time" : " times"),
              files_of_failed);
      given_up.push_back(candidate);
      ++counted;
    } else {
      abandoned.push_back(candidate);
    }
  }
  if (has_far && !has_looked_far) {
    given_up.clear();
    return {};
  }
  if (total_trials_ && counted >= *total_trials_) return changes;
  if (!abandoned.empty()) {
    const FrozenTrial& trial = *record.find_trial(abandoned.front());
    number = trial.number;
    if (owner_of(trial) != kPaused)
      changes.push_back(SetTrialSystemAttr{number, kAttemptsAttr, adoptions(trial) + 1});
    changes.push_back(SetTrialSystemAttr{number, kOwnerAttr, worker_name()});
  } else if (waiting) {
    number = *waiting;
    changes.push_back(SetState{number, TrialState::running, {}, now, worker_name()});
    // A retry that Optuna created has all attributes of the trial that it repeats.
    if (record.find_trial(number)->system_attrs.count(kOwnerAttr) > 0)
      changes.push_back(SetTrialSystemAttr{number, kOwnerAttr, worker_name()});
  } else {
    const std::optional<Attributes> attributes = sampler_.before_trial(record);
    if (!attributes && may_end_) return changes;
    number = static_cast<int64_t>(record.trials.size());
    CreateTrial create;
    create.trial.datetime_start = now;
    create.trial.worker = worker_name();
    changes.push_back(std::move(create));
    if (attributes)
      for (const auto& [key, value] : *attributes)
        changes.push_back(SetTrialSystemAttr{number, key, value});
  }
  return changes;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
