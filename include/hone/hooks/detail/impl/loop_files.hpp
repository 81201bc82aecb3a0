// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/detail/kept_epochs.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/hooks/detail/loop_files.hpp>
#include <hone/hooks/detail/loop_record.hpp>

#include <sys/stat.h>

#include <cerrno>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE LoopFiles::LoopFiles(const std::string& directory) {
  const std::string last_path = directory + "/last.pt", best_path = directory + "/best.pt";
  struct stat last_status = {}, best_status = {};
  const bool has_last = exists(last_path, last_status);
  const bool has_best = exists(best_path, best_status);
  std::string damage;
  if (has_last) last = open(last_path, damage);
  if (has_best && last && last_status.st_dev == best_status.st_dev &&
      last_status.st_ino == best_status.st_ino)
    best = last;
  else if (has_best)
    best = open(best_path, damage);
  has_good_last = last.has_value();
  if (!last && (has_last || best)) last = newest_epoch(directory, damage);
  if (!last && !best && (has_last || has_best))
    throw CheckpointError("hone: no checkpoint to resume from is good: " + damage +
                          "; put a good one in its place, or remove what is there to begin anew");
}

HONE_INLINE std::vector<std::string> LoopFiles::epochs_in(const std::string& directory) {
  std::vector<std::string> paths;
  for (const std::string& name : names_in(directory))
    if (KeptEpochs::is_file_name(name)) paths.push_back(directory + '/' + name);
  return paths;
}

HONE_INLINE const LoopFiles::Saved* LoopFiles::newest() const {
  if (last && best && best->record.begun == last->record.begun &&
      best->record.saves > last->record.saves)
    return &*best;
  return last ? &*last : best ? &*best : nullptr;
}

HONE_INLINE std::optional<LoopFiles::Saved> LoopFiles::newest_epoch(const std::string& directory,
                                                                    std::string& damage) const {
  std::optional<Saved> newest;
  for (const std::string& path : epochs_in(directory)) {
    std::optional<Saved> found = open(path, damage);
    if (!found || (best && found->record.begun != best->record.begun)) continue;
    if (!newest || std::tie(found->record.begun, found->record.saves) >
                       std::tie(newest->record.begun, newest->record.saves))
      newest = std::move(found);
  }
  return newest;
}

HONE_INLINE bool LoopFiles::exists(const std::string& path, struct stat& status) {
  return ::stat(path.c_str(), &status) == 0 || errno != ENOENT;
}

HONE_INLINE std::optional<LoopFiles::Saved> LoopFiles::open(const std::string& path,
                                                            std::string& damage) {
  try {
    ArchiveReader(path).verify_all();
  } catch (const CheckpointError& error) {
    damage += (damage.empty() ? "" : "; ") + bare_text(error);
    return std::nullopt;
  }
  const Checkpoint checkpoint = Checkpoint::open(path);
  return Saved{checkpoint, loop_record_of(checkpoint)};
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
