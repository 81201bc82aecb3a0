// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/storages/storage.hpp>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// Keeps studies in this process, for as long as it lives. What `hone::Study` uses where it is
/// given no directory.
template <class>
class BasicMemoryStorage final : public Storage {
 public:
  int64_t open_study(const std::string& name, const std::vector<Direction>& directions) override {
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

  std::vector<std::string> study_names() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<std::string> names;
    for (const auto& study : studies_) names.push_back(study.second.name);
    return names;
  }

  void delete_study(const std::string& name) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto study = studies_.begin(); study != studies_.end(); ++study)
      if (study->second.name == name) {
        studies_.erase(study);
        return;
      }
    detail::no_study_to_delete(name);
  }

  void read(int64_t study, detail::FunctionRef<void(const StudyRecord&)> look) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    look(find(study));
  }

  void update(int64_t study, detail::FunctionRef<Changes(const StudyRecord&)> decide,
              Durability) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    StudyRecord& record = find(study);
    for (Change& change : decide(record)) hone::apply(record, std::move(change));
  }

 private:
  StudyRecord& find(int64_t study) {
    const auto found = studies_.find(study);
    if (found == studies_.end())
      throw StorageError("hone: the study with the id " + std::to_string(study) +
                         " is not, or no more, in this memory");
    return found->second;
  }

  std::mutex mutex_;
  std::map<int64_t, StudyRecord> studies_;  // by id; a deleted one's is not used again
  int64_t next_id_ = 0;
};

}  // namespace v0
}  // namespace hone
