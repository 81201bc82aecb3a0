// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study/detail/trial_folders.hpp>
#include <hone/study/trial_files.hpp>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Keeps `<study>/best` naming the best COMPLETE trial that has a checkpoint and keeps its
/// constraints.
///
/// `best` is a link to `trials/<number>`, swapped by one rename; `best.json` and `best.pt` are
/// links through it, made once. A trial's own best.json is written from the bytes of its best.pt
/// after the trial is told, when neither changes any more, and before the link names it: whoever
/// follows the link once reads a true pair. Processes take turns by flock on the `trials` folder,
/// which a killed holder cannot keep. One BestPointer belongs to one Study, whose threads may all
/// call it.
///
/// It also tidies the folders of finished trials, since it alone knows whose may not be: the one
/// that `best` names, and the one that it named before, which somebody may be reading; and those
/// that are being repeated, whose checkpoints the repetition may still need.
class BestPointer {
 public:
  BestPointer(std::string directory, std::string study);

  /// Moves the pointer to the best of the trials that have finished since it was last looked at, if
  /// it beats the pointer's. Where that fails, the next call tries again.
  void follow(Storage& storage, int64_t study);

  /// Removes what finished trials do not leave, and what killed processes have left half-written.
  void tidy_all(Storage& storage, int64_t study);

  /// Leaves of these finished trials no more than `keep`, whatever was told with their end.
  void tidy_to(const std::vector<int64_t>& numbers, TrialFiles keep);

  /// Removes what one trial that was told does not leave.
  void tidy_told(Storage& storage, int64_t study, int64_t number);

 private:
  // Holds the other processes, and this one's threads, off while the pointer moves.
  class Turn {
   public:
    explicit Turn(const std::string& folder);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    int file_;
  };

  [[noreturn]] static void fail(const std::string& what);

  struct Kept {
    int64_t trial;
    TrialFiles files;
  };

  // In one's turn.
  void tidy(Storage& storage, int64_t study, const std::vector<int64_t>& numbers) const;

  std::string in_study(const std::string& name) const { return directory_ + "/" + name; }
  static std::string folder_of(int64_t number) { return "trials/" + std::to_string(number); }
  bool has_checkpoint(int64_t number) const;

  // What `best` named before what it names now: it only ever moves to a better trial. So the best
  // of those that had finished when that one did.
  std::optional<int64_t> named_before(const StudyRecord& record) const;

  // What the pointer is not, and should be.
  struct Look {
    std::vector<FrozenTrial> better;  // newly finished, ranking before the pointer's, best first
    size_t seen = 0;                  // how far into the record's `finished`
    bool has_one = false;             // the pointer names one that may be the best
  };

  Look look_for_better(Storage& storage, int64_t study) const;

  Look look_for_better(const StudyRecord& record) const;

  // False where the trial's checkpoint turns out to be damaged: it is as good as none.
  bool point_at(const FrozenTrial& trial) const;

  std::string directory_;
  std::string study_;
  TrialFolders folders_;
  std::mutex following_;  // before a Turn; guards the two that follow
  size_t seen_ = 0;
  bool had_one_ = false;
  std::optional<int64_t> previous_;  // what `best` named before; guarded by Turn
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/best_pointer.hpp>
#endif
