// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/function_ref.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/storage.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Read access to a study's current records without a copy, for hooks that read often.
///
///   const hone::StudyView view = study;
///   size_t unfinished = 0;
///   view.read([&](const hone::StudyRecord& record) { unfinished = record.unfinished.size(); });
///
/// A copyable handle that may outlive the Study. Thread-safe.
class StudyView {
 public:
  StudyView(std::shared_ptr<Storage> storage, int64_t id, std::string name,
            std::vector<Direction> directions, std::string directory);

  /// Calls `look` with the newest record, including changes by other processes. The storage's lock
  /// is held meanwhile: be brief, and do not call the study. Throws StorageError.
  void read(detail::FunctionRef<void(const StudyRecord&)> look) const { storage_->read(id_, look); }

  const std::string& name() const { return name_; }
  /// The direction of each objective.
  const std::vector<Direction>& directions() const { return directions_; }
  /// Absolute path of the study's directory; empty for a study in memory.
  const std::string& directory() const { return directory_; }

 private:
  std::shared_ptr<Storage> storage_;
  int64_t id_;
  std::string name_;
  std::vector<Direction> directions_;
  std::string directory_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/impl/study_view.hpp>
#endif
