// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/owner.hpp>
#include <hone/storages/study_record.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace hone {
inline namespace v0 {
namespace detail {

/// The changes as a database holds them, which has no column for a trial's worker: the system
/// attribute "hone:owner" names it.
inline Changes with_owners(Changes changes) {
  Changes result;
  result.reserve(changes.size());
  for (Change& change : changes) {
    std::string worker;
    int64_t number = -1;
    if (auto* create = std::get_if<CreateTrial>(&change)) {
      const std::string owner = std::exchange(create->trial.worker, {});
      if (!owner.empty()) create->trial.system_attrs.try_emplace(kOwnerAttr, owner);
    } else if (auto* set = std::get_if<SetState>(&change)) {
      number = set->number;
      worker = std::exchange(set->worker, {});
      if (set->state != TrialState::running) worker.clear();
    }
    result.push_back(std::move(change));
    if (!worker.empty())
      result.push_back(SetTrialSystemAttr{number, kOwnerAttr, std::move(worker)});
  }
  return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
