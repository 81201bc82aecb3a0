// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/hooks/detail/loop.hpp>
#include <hone/hooks/detail/loop_record.hpp>

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The files of a loop, as they are found: `last.pt`, written at every save, `best.pt`, the same
/// file wherever that save was the best so far, and `epoch-<number>.pt`, the same file after epochs
/// that were to be kept. Damaged ones are taken for none.
///
/// last.pt gets its name last, so a kill before that leaves the others one save ahead.
class LoopFiles {
 public:
  struct Saved {
    Checkpoint checkpoint;
    LoopRecord record;
  };

  /// Opens best.pt and last.pt and reads every checksum. Where last.pt is no good, the file of the
  /// newest epoch that is stands in for it. Throws CheckpointError where there are files and none
  /// is good, and where one is good and yet nothing to resume from: neither may be overwritten.
  explicit LoopFiles(const std::string& directory);

  std::optional<Saved> last;
  std::optional<Saved> best;
  bool has_good_last = false;  ///< otherwise `last` is an epoch's file, or nothing

  /// The epochs' own files in a directory.
  static std::vector<std::string> epochs_in(const std::string& directory);

  /// The one to go on from; null where there is none. A best.pt of another loop was left behind.
  const Saved* newest() const;

  /// The end of an epoch that best.pt holds of the loop that was begun then; null where it holds
  /// none.
  const Progress* best_of(int64_t begun) const {
    return best && best->record.is_epoch_of(begun) ? &best->record.progress : nullptr;
  }

 private:
  std::optional<Saved> newest_epoch(const std::string& directory, std::string& damage) const;

  // Whatever cannot be looked at is taken to be there: opening it will say what is wrong.
  static bool exists(const std::string& path, struct stat& status);

  static std::optional<Saved> open(const std::string& path, std::string& damage);
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/detail/impl/loop_files.hpp>
#endif
