// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/records/detail/name.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study/detail/study_directory.hpp>
#include <hone/study/detail/trial_folders.hpp>

#include <stdlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE StudyDirectory StudyDirectory::make(const std::string& asked) {
  if (asked.empty())
    throw ArgumentError(
        "hone: the study's directory is empty text; name one, such as \"runs/net\", or leave it "
        "out "
        "for a study in memory");
  const std::string path = normalized(without_dots(absolute_path(asked)));
  const std::string name = file_name_of(path);
  if (name.empty())
    throw ArgumentError("hone: \"" + asked +
                        "\" has no last name to call the study by; use a folder below it");
  check_name("study", name);
  try {
    make_directories(path + "/trials");
  } catch (const CheckpointError& error) {
    throw StorageError("hone: the study directory " + path +
                       " cannot be made or used; choose another, or mend this: " + error.what());
  }
  return {path, name};
}

HONE_INLINE std::string StudyDirectory::without_dots(const std::string& path) {
  const size_t up = (path + '/').rfind("/../");
  if (up == std::string::npos) return path;
  char* const real = ::realpath(path.substr(0, up + 3).c_str(), nullptr);
  if (!real) return path;
  const std::string result = real + path.substr(up + 3);
  ::free(real);
  return result;
}

HONE_INLINE std::string StudyDirectory::normalized(const std::string& path) {
  std::string result;
  for (size_t begin = 0, end = 0; begin < path.size(); begin = end + 1) {
    end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    if (name == "..")
      result.resize(std::min(result.rfind('/'), result.size()));
    else if (!name.empty() && name != ".")
      result += '/' + name;
  }
  return result;
}

HONE_INLINE void refuse_others_checkpoints(const std::string& directory, const std::string& name,
                                           Storage& storage) {
  if (TrialFolders(directory).numbers().empty()) return;  // first: workers start concurrently
  const std::vector<std::string> names = storage.study_names();
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  const std::string other = names.empty() ? "that is gone" : "\"" + names.front() + "\"";
  throw StorageError(
      "hone: " + directory + " holds the checkpoints of a study " + other + ", and no study \"" +
      name +
      "\" is on record: was the folder renamed, or reached by a link? Name it as before, or " +
      (names.empty() ? "put its journal.log back"
                     : "open that study by StudyOptions().storage(...).study_name(" + other +
                           ").directory(...)") +
      "; to begin anew, remove `best` and `trials` there");
}

HONE_INLINE bool needs_header(const StudyRecord& record) {
  const auto found = record.system_attrs.find(kFormatAttr);
  if (found == record.system_attrs.end()) return true;
  const auto* format = std::get_if<int64_t>(&found->second.variant());
  if (!format || *format < 1 || *format > kStudyFormat)
    throw StorageError("hone: study \"" + record.name + "\" is of format " +
                       found->second.to_string() +
                       ", and this hone (" HONE_VERSION_STRING ") knows format " +
                       std::to_string(kStudyFormat) + "; open it with the newer hone that made it");
  return false;
}

HONE_INLINE Changes study_header(const StudyRecord& record, uint64_t seed) {
  if (!needs_header(record)) return {};
  constexpr uint64_t kExactInJson = uint64_t{1} << 53;
  return {SetStudySystemAttr{kFormatAttr, kStudyFormat},
          SetStudySystemAttr{kSeedAttr, seed % kExactInJson}};
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
