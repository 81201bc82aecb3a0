// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/with_owners.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Changes with_owners(Changes changes) {
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
}  // namespace HONE_ABI
}  // namespace hone
