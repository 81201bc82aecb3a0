// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/atomic_file.hpp>
#include <hone/checkpoint/best_trial.hpp>
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/trial_folders.hpp>
#include <hone/detail/attempts.hpp>
#include <hone/detail/best_tracker.hpp>
#include <hone/detail/json.hpp>
#include <hone/storages/storage.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
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
template <class = void>
class BestPointerOf {
 public:
  BestPointerOf(std::string directory, std::string study)
      : directory_(std::move(directory)), study_(std::move(study)), folders_(directory_) {
    for (const char* name : {"best.json", "best.pt"}) {
      const std::string target = std::string("best/") + name, link = in_study(name);
      if (::symlink(target.c_str(), link.c_str()) == 0) continue;
      if (errno != EEXIST) fail("the link " + link + " could not be made");
      // A copy that followed links has files of the past in their place.
      if (link_target(link) != target) replace_link(target, link);
    }
  }

  /// Moves the pointer to the best of the trials that have finished since it was last looked at, if
  /// it beats the pointer's. Where that fails, the next call tries again.
  void follow(Storage& storage, int64_t study) {
    const std::lock_guard<std::mutex> one_thread(following_);
    // Mostly there is nothing to move, and then nobody need be held off.
    Look look = look_for_better(storage, study);
    if (!look.better.empty()) {
      const Turn turn(in_study("trials"));
      look = look_for_better(storage, study);
      for (const FrozenTrial& trial : look.better) {
        const std::optional<int64_t> before = pointed_trial(directory_);
        if (!point_at(trial)) continue;
        const std::optional<int64_t> superseded = std::exchange(previous_, before);
        if (superseded) tidy(storage, study, {*superseded});
        look.has_one = true;
        break;
      }
    }
    seen_ = look.seen;
    had_one_ = look.has_one;
  }

  /// Removes what finished trials do not leave, and what killed processes have left half-written.
  void tidy_all(Storage& storage, int64_t study) {
    const Turn turn(in_study("trials"));
    if (!previous_)
      storage.read(study, [&](const StudyRecord& record) { previous_ = named_before(record); });
    sweep_temporaries(directory_);
    const std::vector<int64_t> numbers = folders_.numbers();
    for (const int64_t number : numbers) sweep_temporaries(folders_.of(number));
    tidy(storage, study, numbers);
  }

  /// Leaves of these finished trials no more than `keep`, whatever was told with their end.
  void tidy_to(const std::vector<int64_t>& numbers, TrialFiles keep) {
    const Turn turn(in_study("trials"));
    const std::optional<int64_t> pointed = pointed_trial(directory_);
    for (const int64_t number : numbers)
      if (number != pointed && number != previous_) folders_.tidy(number, keep);
  }

  /// Removes what one trial that was told does not leave.
  void tidy_told(Storage& storage, int64_t study, int64_t number) {
    if (!folders_.has(number)) return;
    const Turn turn(in_study("trials"));
    tidy(storage, study, {number});
  }

 private:
  // Holds the other processes, and this one's threads, off while the pointer moves.
  class Turn {
   public:
    explicit Turn(const std::string& folder)
        : file_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
      if (file_ < 0) fail("the folder " + folder + " could not be opened");
      while (::flock(file_, LOCK_EX) != 0)
        if (errno != EINTR) {
          const int error = errno;
          ::close(file_);
          errno = error;
          fail("the folder " + folder + " could not be locked");
        }
    }
    ~Turn() {
      ::flock(file_, LOCK_UN);  // or a child that was forked meanwhile would keep it
      ::close(file_);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    int file_;
  };

  [[noreturn]] static void fail(const std::string& what) {
    throw StorageError("hone: " + what + ": " + std::strerror(errno) +
                       "; the study's records are safe, and its best pointer " +
                       "is set right when a trial is next told or the study opened");
  }

  struct Kept {
    int64_t trial;
    TrialFiles files;
  };

  // In one's turn.
  void tidy(Storage& storage, int64_t study, const std::vector<int64_t>& numbers) const {
    const std::optional<int64_t> pointed = pointed_trial(directory_);
    std::vector<Kept> kept;
    storage.read(study, [&](const StudyRecord& record) {
      const std::set<int64_t> repeated = repeated_now(record);
      for (const int64_t number : numbers)
        if (const FrozenTrial* trial = record.find_trial(number))
          if (number != pointed && number != previous_ && repeated.count(number) == 0)
            kept.push_back({number, files_left_by(*trial)});
    });
    for (const auto& [trial, files] : kept) folders_.tidy(trial, files);
  }

  std::string in_study(const std::string& name) const { return directory_ + "/" + name; }
  static std::string folder_of(int64_t number) { return "trials/" + std::to_string(number); }
  bool has_checkpoint(int64_t number) const {
    return ::access(in_study(folder_of(number) + "/best.pt").c_str(), F_OK) == 0;
  }

  // What `best` named before what it names now: it only ever moves to a better trial. So the best
  // of those that had finished when that one did.
  std::optional<int64_t> named_before(const StudyRecord& record) const {
    const std::optional<int64_t> pointed = pointed_trial(directory_);
    const FrozenTrial* before = nullptr;
    if (!pointed) return std::nullopt;
    for (const int64_t number : record.finished) {
      if (number == *pointed) break;
      const FrozenTrial& trial = *record.find_trial(number);
      if (may_be_best(trial, record) &&
          (!before || ranks_before(trial, *before, record.direction())) && has_checkpoint(number))
        before = &trial;
    }
    if (!before) return std::nullopt;
    return before->number;
  }

  // What the pointer is not, and should be.
  struct Look {
    std::vector<FrozenTrial> better;  // newly finished, ranking before the pointer's, best first
    size_t seen = 0;                  // how far into the record's `finished`
    bool has_one = false;             // the pointer names one that may be the best
  };

  Look look_for_better(Storage& storage, int64_t study) const {
    Look look;
    storage.read(study, [&](const StudyRecord& record) { look = look_for_better(record); });
    return look;
  }

  Look look_for_better(const StudyRecord& record) const {
    const std::optional<int64_t> number = pointed_trial(directory_);
    const FrozenTrial* current = number ? record.find_trial(*number) : nullptr;
    if (current && (!may_be_best(*current, record) || !has_checkpoint(current->number)))
      current = nullptr;
    const bool is_lost = !current && (number || had_one_);  // then every trial is looked at again
    Look look{{}, is_lost ? 0 : seen_, current != nullptr};
    for (; look.seen < record.finished.size(); ++look.seen) {
      const FrozenTrial& trial = *record.find_trial(record.finished[look.seen]);
      if (may_be_best(trial, record) && !(current && trial.number == current->number) &&
          (!current || ranks_before(trial, *current, record.direction())) &&
          has_checkpoint(trial.number))
        look.better.push_back(trial);
    }
    std::sort(look.better.begin(), look.better.end(),
              [&](const FrozenTrial& a, const FrozenTrial& b) {
                return ranks_before(a, b, record.direction());
              });
    return look;
  }

  // False where the trial's checkpoint turns out to be damaged: it is as good as none.
  bool point_at(const FrozenTrial& trial) const {
    const std::string folder = folder_of(trial.number), file = in_study(folder + "/best.pt");
    if (is_folder_itself(in_study("best")))
      throw StorageError("hone: " + in_study("best") +
                         " is a folder where a link should be, as in a copy that followed links; "
                         "remove it, and it is made anew when a trial is next told");
    BestTrial best;
    try {
      const CheckpointInfo info = read_checkpoint_info(file);
      best.epoch = info.epoch.value_or(0);
      best.epoch_value = info.value;
      const auto [bytes, crc32] = file_crc32(file);
      best.bytes = bytes;
      best.crc32 = crc32;
    } catch (const CheckpointError&) {
      // One that only cannot be opened now is not passed over.
      const File again(system_file_ops(), ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
      if (again.get() < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM))
        fail("the checkpoint " + file + " could not be opened");
      return false;
    }
    best.study = study_;
    best.number = trial.number;
    best.value = trial.value();
    for (const Param& param : trial.params) best.params[param.name] = param.value();
    best.time = utc_now();
    best.checkpoint = folder + "/best.pt";
    replace_text(in_study(folder + "/best.json"), to_json(best));
    replace_link(folder, in_study("best"));
    return true;
  }

  std::string directory_;
  std::string study_;
  TrialFolders folders_;
  std::mutex following_;  // before a Turn; guards the two that follow
  size_t seen_ = 0;
  bool had_one_ = false;
  std::optional<int64_t> previous_;  // what `best` named before; guarded by Turn
};
using BestPointer = BestPointerOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
