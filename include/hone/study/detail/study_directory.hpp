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

/// The folder of a study, made where it is not.
struct StudyDirectory {
  std::string path;  ///< absolute and normalized
  std::string name;  ///< its last name, which is the study's

  static StudyDirectory make(const std::string& asked);

  /// An absolute path with the last ".." and what is before it as the system reads them: behind a
  /// link, ".." is the folder above the one that it leads to.
  static std::string without_dots(const std::string& path);

  /// An absolute path without ".", ".." and empty names.
  static std::string normalized(const std::string& path);
};

/// Throws StorageError where `directory` has checkpoints and the storage no study `name`: they are
/// another's, and its trials' numbers would be taken for this one's.
void refuse_others_checkpoints(const std::string& directory, const std::string& name,
                               Storage& storage);

/// The newest form of study that this hone knows; it stands in the study's system attributes.
inline constexpr int64_t kStudyFormat = 1;
inline constexpr const char* kFormatAttr = "hone:format";

/// Whether the study has no header of hone's yet. Throws StorageError where it is of a newer form.
bool needs_header(const StudyRecord& record);

/// What a study is given once: its format, and the seed of samplers that are not given one.
Changes study_header(const StudyRecord& record, uint64_t seed);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/study_directory.hpp>
#endif
