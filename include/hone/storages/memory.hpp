// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/storages/storage.hpp>

#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// Keeps studies in this process, for as long as it lives. What `hone::Study` uses where it is
/// given no directory.
class MemoryStorage final : public Storage {
 public:
  int64_t open_study(const std::string& name, const std::vector<Direction>& directions) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (size_t id = 0; id < studies_.size(); ++id)
      if (studies_[id].name == name) {
        detail::check_directions(studies_[id], directions);
        return static_cast<int64_t>(id);
      }
    studies_.emplace_back();
    studies_.back().name = name;
    studies_.back().directions =
        directions.empty() ? std::vector<Direction>{Direction::minimize} : directions;
    return static_cast<int64_t>(studies_.size()) - 1;
  }

  std::vector<std::string> study_names() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<std::string> names;
    for (const StudyRecord& study : studies_) names.push_back(study.name);
    return names;
  }

  void read(int64_t study, detail::FunctionRef<void(const StudyRecord&)> look) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    look(studies_.at(static_cast<size_t>(study)));
  }

  void update(int64_t study, detail::FunctionRef<Changes(const StudyRecord&)> decide,
              Durability) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    StudyRecord& record = studies_.at(static_cast<size_t>(study));
    for (Change& change : decide(record)) apply(record, std::move(change));
  }

 private:
  std::mutex mutex_;
  std::deque<StudyRecord> studies_;
};

}  // namespace v0
}  // namespace hone
