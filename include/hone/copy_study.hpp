// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/name.hpp>
#include <hone/detail/worker.hpp>
#include <hone/storages/storage.hpp>
#include <hone/trial.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// Copies the records of study `name` from one storage to another, or to another name.
///
///   hone::JournalStorage runs("runs/fashion/journal.log");
///   hone::MemoryStorage memory;
///   hone::copy_study(runs, "fashion", memory);
///
/// The copy has the same trials at the same numbers and the same seed, so it goes on as the
/// original would; what is RUNNING is taken up in the copy by whoever asks there first. Checkpoints
/// stay where they are. Both storages may be in use meanwhile: the copy is of one moment, whole or
/// not at all. Throws StorageError where there is no such study, or one of the new name. (Optuna:
/// copy_study.)
template <class = void>
inline void copy_study(Storage& from, const std::string& name, Storage& to,
                       const std::string& to_name = "") {
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
      // Whose it is would otherwise be whoever copies it. A trial of a worker that is not hone's
      // stays that worker's.
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
        return changes;  // a storage may ask again
      },
      Durability::durable);
}

}  // namespace v0
}  // namespace hone
