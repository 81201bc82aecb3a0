// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/function_ref.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/storage.hpp>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Keeps studies in this process's memory. Default of `hone::Study` without a directory.
class MemoryStorage final : public Storage {
 public:
  int64_t open_study(const std::string& name, const std::vector<Direction>& directions) override;

  std::vector<std::string> study_names() override;

  void delete_study(const std::string& name) override;

  void read(int64_t study, detail::FunctionRef<void(const StudyRecord&)> look) override;

  void update(int64_t study, detail::FunctionRef<Changes(const StudyRecord&)> decide,
              Durability) override;

 private:
  StudyRecord& find(int64_t study);

  std::mutex mutex_;
  std::map<int64_t, StudyRecord> studies_;  // by id; ids of deleted studies are not reused
  int64_t next_id_ = 0;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/impl/memory.hpp>
#endif
