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

/// A look at a study's records as they are now, without a copy: for hooks that look often.
///
///   const hone::StudyView view = study;
///   size_t unfinished = 0;
///   view.read([&](const hone::StudyRecord& record) { unfinished = record.unfinished.size(); });
///
/// A handle that may be copied and that outlives the Study. Any thread.
class StudyView {
 public:
  StudyView(std::shared_ptr<Storage> storage, int64_t id, std::string name,
            std::vector<Direction> directions, std::string directory);

  /// Calls `look` with the newest record, what other processes did included. The storage's lock is
  /// held meanwhile: be brief, and do not call the study. Throws StorageError.
  void read(detail::FunctionRef<void(const StudyRecord&)> look) const { storage_->read(id_, look); }

  const std::string& name() const { return name_; }
  /// Which way each objective is better.
  const std::vector<Direction>& directions() const { return directions_; }
  /// Where the study keeps its files, absolute; empty for a study in memory.
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
