// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/study_record.hpp>
#include <hone/storages/storage.hpp>

#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The directory of a study.
struct StudyDirectory {
  std::string path;  ///< absolute and normalized
  std::string name;  ///< its last path component, which is the study's name

  /// Creates the directory if it does not exist.
  static StudyDirectory make(const std::string& asked);

  /// Resolves the last ".." of an absolute path, and all before it, as the system does: after a
  /// symlink, ".." is the parent of the symlink's target.
  static std::string without_dots(const std::string& path);

  /// Removes ".", ".." and empty components from an absolute path.
  static std::string normalized(const std::string& path);
};

/// Throws StorageError if `directory` has checkpoints and the storage has no study `name`: they
/// belong to another study, and would be taken for this one's trials of the same numbers.
void refuse_others_checkpoints(const std::string& directory, const std::string& name,
                               Storage& storage);

/// The newest study format that this hone knows; stored in the study's system attributes.
inline constexpr int64_t kStudyFormat = 1;
inline constexpr const char* kFormatAttr = "hone:format";

/// Whether the study has no hone header yet. Throws StorageError if its format is newer.
bool needs_header(const StudyRecord& record);

/// What a study gets once: its format, and the seed for samplers without a seed of their own.
Changes study_header(const StudyRecord& record, uint64_t seed);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/study_directory.hpp>
#endif
