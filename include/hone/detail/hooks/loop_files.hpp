// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/file_ops.hpp>
#include <hone/detail/hooks/kept_epochs.hpp>
#include <hone/detail/hooks/loop_record.hpp>

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// The files of a loop, as they are found: `last.pt`, written at every save, `best.pt`, the same
/// file wherever that save was the best so far, and `epoch-<number>.pt`, the same file after epochs
/// that were to be kept. Damaged ones are taken for none.
///
/// last.pt gets its name last, so a kill before that leaves the others one save ahead.
template <class = void>
class LoopFilesOf {
 public:
  struct Saved {
    Checkpoint checkpoint;
    LoopRecord record;
  };

  /// Opens best.pt and last.pt and reads every checksum. Where last.pt is no good, the file of the
  /// newest epoch that is stands in for it. Throws CheckpointError where there are files and none
  /// is good, and where one is good and yet nothing to resume from: neither may be overwritten.
  explicit LoopFilesOf(const std::string& directory) {
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

  std::optional<Saved> last;
  std::optional<Saved> best;
  bool has_good_last = false;  ///< otherwise `last` is an epoch's file, or nothing

  /// The epochs' own files in a directory.
  static std::vector<std::string> epochs_in(const std::string& directory) {
    std::vector<std::string> paths;
    for (const std::string& name : names_in(directory))
      if (KeptEpochs::is_file_name(name)) paths.push_back(directory + '/' + name);
    return paths;
  }

  /// The one to go on from; null where there is none. A best.pt of another loop was left behind.
  const Saved* newest() const {
    if (last && best && best->record.begun == last->record.begun &&
        best->record.saves > last->record.saves)
      return &*best;
    return last ? &*last : best ? &*best : nullptr;
  }

  /// The end of an epoch that best.pt holds of the loop that was begun then; null where it holds
  /// none.
  const Progress* best_of(int64_t begun) const {
    return best && best->record.is_epoch_of(begun) ? &best->record.progress : nullptr;
  }

 private:
  std::optional<Saved> newest_epoch(const std::string& directory, std::string& damage) const {
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

  // Whatever cannot be looked at is taken to be there: opening it will say what is wrong.
  static bool exists(const std::string& path, struct stat& status) {
    return ::stat(path.c_str(), &status) == 0 || errno != ENOENT;
  }

  static std::optional<Saved> open(const std::string& path, std::string& damage) {
    try {
      ArchiveReader(path).verify_all();
    } catch (const CheckpointError& error) {
      damage += (damage.empty() ? "" : "; ") + bare_text(error);
      return std::nullopt;
    }
    const Checkpoint checkpoint = Checkpoint::open(path);
    return Saved{checkpoint, loop_record_of(checkpoint)};
  }
};
using LoopFiles = LoopFilesOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
