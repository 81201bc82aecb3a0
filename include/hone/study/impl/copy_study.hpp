// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/copy_study.hpp>
#include <hone/error.hpp>
#include <hone/files/worker.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/detail/name.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/storages/storage.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE void copy_study(Storage& from, const std::string& name, Storage& to,
                            const std::string& to_name) {
  const std::string& copy = to_name.empty() ? name : to_name;
  detail::check_name("study", copy);
  const std::vector<std::string> names = from.study_names();
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw StorageError("hone: there is no study \"" + name + "\" to copy; check its name");

  Changes changes;
  std::vector<Direction> directions;
  from.read(from.open_study(name, {}), [&](const StudyRecord& record) {
    directions = record.directions;
    for (const auto& [key, value] : record.system_attrs)
      changes.push_back(SetStudySystemAttr{key, value});
    for (const auto& [key, value] : record.user_attrs)
      changes.push_back(SetStudyUserAttr{key, value});
    for (const FrozenTrial& trial : record.trials) {
      CreateTrial create{trial};
      // Otherwise the copying process would own it. A trial of a worker that is not hone's keeps
      // its owner.
      if (trial.state == TrialState::running)
        create.trial.system_attrs[detail::kOwnerAttr] =
            detail::is_hone_worker(detail::owner_of(trial)) ? detail::kReleased
                                                            : detail::owner_of(trial);
      changes.push_back(std::move(create));
    }
  });
  to.update(
      to.open_study(copy, directions),
      [&](const StudyRecord& record) {
        if (!record.trials.empty() || !record.system_attrs.empty())
          throw StorageError("hone: where study \"" + name + "\" is copied to there is a study \"" +
                             copy + "\" already; give another name");
        return changes;  // a storage may call this again
      },
      Durability::durable);
}

}  // namespace HONE_ABI
}  // namespace hone
