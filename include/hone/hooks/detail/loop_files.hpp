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

/// The files of a loop in a directory: `last.pt`, written at every save; `best.pt`, the same file
/// if that save was the best so far; and `epoch-<number>.pt`, the same file after epochs to be
/// kept. A damaged file counts as missing.
///
/// last.pt gets its name last, so after a kill the other files may be one save ahead.
class LoopFiles {
 public:
  struct Saved {
    Checkpoint checkpoint;
    LoopRecord record;
  };

  /// Opens best.pt and last.pt and verifies every checksum. If last.pt is damaged, the newest valid
  /// epoch file is used instead. Throws CheckpointError if there are files and all are damaged, or
  /// if a valid one is not of a loop: neither may be overwritten.
  explicit LoopFiles(const std::string& directory);

  std::optional<Saved> last;
  std::optional<Saved> best;
  bool has_good_last = false;  ///< otherwise `last` is an epoch's file, or empty

  /// The paths of the epoch files in a directory.
  static std::vector<std::string> epochs_in(const std::string& directory);

  /// The file to resume from; null if there is none. A best.pt of another loop is a leftover, and
  /// ignored.
  const Saved* newest() const;

  /// The end of the epoch in best.pt, if it is of the loop with this `begun`; otherwise null.
  const Progress* best_of(int64_t begun) const {
    return best && best->record.is_epoch_of(begun) ? &best->record.progress : nullptr;
  }

 private:
  std::optional<Saved> newest_epoch(const std::string& directory, std::string& damage) const;

  // A file that cannot be examined is taken to exist: opening it reports the error.
  static bool exists(const std::string& path, struct stat& status);

  static std::optional<Saved> open(const std::string& path, std::string& damage);
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/detail/impl/loop_files.hpp>
#endif
