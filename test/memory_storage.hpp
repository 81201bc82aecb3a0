// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/storages/memory.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hone_test {

/// An in-memory storage whose single operations a test can override.
class MemoryStorage : public hone::Storage {
 public:
  int64_t open_study(const std::string& name,
                     const std::vector<hone::Direction>& directions) override {
    return memory_.open_study(name, directions);
  }
  std::vector<std::string> study_names() override { return memory_.study_names(); }
  void read(int64_t study,
            hone::detail::FunctionRef<void(const hone::StudyRecord&)> look) override {
    memory_.read(study, look);
  }
  void update(int64_t study,
              hone::detail::FunctionRef<hone::Changes(const hone::StudyRecord&)> decide,
              hone::Durability durability) override {
    memory_.update(study, decide, durability);
  }

 private:
  hone::MemoryStorage memory_;
};

}  // namespace hone_test
