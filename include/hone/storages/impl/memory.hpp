// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/memory.hpp>
#include <hone/storages/storage.hpp>

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE int64_t MemoryStorage::open_study(const std::string& name,
                                              const std::vector<Direction>& directions) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& [id, study] : studies_)
    if (study.name == name) {
      detail::check_directions(study, directions);
      return id;
    }
  StudyRecord& made = studies_[next_id_];
  made.name = name;
  made.directions = directions.empty() ? std::vector<Direction>{Direction::minimize} : directions;
  return next_id_++;
}

HONE_INLINE std::vector<std::string> MemoryStorage::study_names() {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::string> names;
  for (const auto& study : studies_) names.push_back(study.second.name);
  return names;
}

HONE_INLINE void MemoryStorage::delete_study(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto study = studies_.begin(); study != studies_.end(); ++study)
    if (study->second.name == name) {
      studies_.erase(study);
      return;
    }
  detail::no_study_to_delete(name);
}

HONE_INLINE void MemoryStorage::read(int64_t study,
                                     detail::FunctionRef<void(const StudyRecord&)> look) {
  const std::lock_guard<std::mutex> lock(mutex_);
  look(find(study));
}

HONE_INLINE void MemoryStorage::update(int64_t study,
                                       detail::FunctionRef<Changes(const StudyRecord&)> decide,
                                       Durability) {
  const std::lock_guard<std::mutex> lock(mutex_);
  StudyRecord& record = find(study);
  for (Change& change : decide(record)) hone::apply(record, std::move(change));
}

HONE_INLINE StudyRecord& MemoryStorage::find(int64_t study) {
  const auto found = studies_.find(study);
  if (found == studies_.end())
    throw StorageError("hone: the study with the id " + std::to_string(study) +
                       " is not, or no more, in this memory");
  return found->second;
}

}  // namespace HONE_ABI
}  // namespace hone
