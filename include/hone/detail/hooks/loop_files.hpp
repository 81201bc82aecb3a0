// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/detail/hooks/loop_record.hpp>

#include <sys/stat.h>

#include <cerrno>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// The two files of a loop, as they are found: `last.pt`, written at every save, and `best.pt`, the
/// same file wherever that save was the best so far. Damaged ones are taken for none.
///
/// best.pt gets its name first, so a kill between the two leaves it one save ahead.
class LoopFiles {
 public:
  struct Saved {
    Checkpoint checkpoint;
    LoopRecord record;
  };

  /// Opens both and reads every checksum. Throws CheckpointError where there are files and none is
  /// good, and where one is good and yet nothing to resume from: neither may be overwritten.
  LoopFiles(const std::string& last_path, const std::string& best_path) {
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
    if (!last && !best && (has_last || has_best))
      throw CheckpointError("hone: no checkpoint to resume from is good: " + damage +
                            "; put a good one in its place, or remove what is there to begin anew");
  }

  std::optional<Saved> last;
  std::optional<Saved> best;

  /// The one to go on from; null where there is none. A best.pt of another loop was left behind.
  const Saved* newest() const {
    if (last && best && best->record.begun == last->record.begun &&
        best->record.saves > last->record.saves)
      return &*best;
    return last ? &*last : best ? &*best : nullptr;
  }

  /// Whether best.pt is, of the loop that it was saved in, the end of the best epoch.
  bool best_is_best_of(const LoopRecord& loop) const {
    if (!best || best->record.begun != loop.begun) return false;
    const Progress& at = best->record.progress;
    return at.epoch_ended && !at.in_epoch && at.epoch == loop.progress.best_epoch;
  }

 private:
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

}  // namespace detail
}  // namespace v0
}  // namespace hone
