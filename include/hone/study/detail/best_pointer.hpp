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

/// Keeps `<study>/best` pointing to the best COMPLETE trial that has a checkpoint and breaks no
/// constraint.
///
/// `best` is a symlink to `trials/<number>`, replaced atomically by one rename. `best.json` and
/// `best.pt` are symlinks through it, created once. A trial's own best.json is written from the
/// bytes of its best.pt after the trial was told, when neither changes any more, and before `best`
/// points to it: a reader that resolves the symlink once gets a matching pair. Processes are
/// serialized by flock on the `trials` directory, which is released if the holder is killed. A
/// BestPointer belongs to one Study and is thread-safe.
///
/// It also removes files from the directories of finished trials, except from the one that `best`
/// points to, the one that it pointed to before, which may still be read, and those of trials that
/// are being retried, whose checkpoints the retry may still need.
class BestPointer {
 public:
  BestPointer(std::string directory, std::string study);

  /// Moves the pointer to the best trial that finished since the last call, if it beats the current
  /// one. If that fails, the next call tries again.
  void follow(Storage& storage, int64_t study);

  /// Removes files that finished trials do not leave, and temporary files of killed processes.
  void tidy_all(Storage& storage, int64_t study);

  /// Reduces the files of these finished trials to `keep`, whatever was recorded with their end.
  void tidy_to(const std::vector<int64_t>& numbers, TrialFiles keep);

  /// Removes the files that one finished trial does not leave.
  void tidy_told(Storage& storage, int64_t study, int64_t number);

 private:
  // Excludes other processes and threads while the pointer moves.
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

  // Called with a Turn held.
  void tidy(Storage& storage, int64_t study, const std::vector<int64_t>& numbers) const;

  std::string in_study(const std::string& name) const { return directory_ + "/" + name; }
  static std::string folder_of(int64_t number) { return "trials/" + std::to_string(number); }
  bool has_checkpoint(int64_t number) const;

  // What `best` pointed to before. Since it only ever moves to a better trial, this is the best of
  // the trials that had finished before the current one did.
  std::optional<int64_t> named_before(const StudyRecord& record) const;

  // The trials that beat the pointer's.
  struct Look {
    std::vector<FrozenTrial> better;  // newly finished, better than the pointer's, best first
    size_t seen = 0;                  // end of the part of `finished` that was read
    bool has_one = false;             // the pointer names a trial that may be the best
  };

  Look look_for_better(Storage& storage, int64_t study) const;

  Look look_for_better(const StudyRecord& record) const;

  // Returns false if the trial's checkpoint is damaged, which counts as having none.
  bool point_at(const FrozenTrial& trial) const;

  std::string directory_;
  std::string study_;
  TrialFolders folders_;
  std::mutex following_;  // locked before a Turn; guards the next two members
  size_t seen_ = 0;
  bool had_one_ = false;
  std::optional<int64_t> previous_;  // what `best` pointed to before; guarded by Turn
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/best_pointer.hpp>
#endif
