// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/best_trial.hpp>
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/error.hpp>
#include <hone/files/atomic_file.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/records/detail/attempts.hpp>
#include <hone/records/detail/best_tracker.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study/detail/best_pointer.hpp>
#include <hone/study/detail/trial_folders.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE BestPointer::BestPointer(std::string directory, std::string study)
    : directory_(std::move(directory)), study_(std::move(study)), folders_(directory_) {
  for (const char* name : {"best.json", "best.pt"}) {
    const std::string target = std::string("best/") + name, link = in_study(name);
    if (::symlink(target.c_str(), link.c_str()) == 0) continue;
    if (errno != EEXIST) fail("the link " + link + " could not be made");
    // A copy that followed symlinks has outdated files in their place.
    if (link_target(link) != target) replace_link(target, link);
  }
}

HONE_INLINE void BestPointer::follow(Storage& storage, int64_t study) {
  const std::lock_guard<std::mutex> one_thread(following_);
  // Usually nothing has to be moved, and then no lock is needed.
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

HONE_INLINE void BestPointer::tidy_all(Storage& storage, int64_t study) {
  const Turn turn(in_study("trials"));
  if (!previous_)
    storage.read(study, [&](const StudyRecord& record) { previous_ = named_before(record); });
  sweep_temporaries(directory_);
  const std::vector<int64_t> numbers = folders_.numbers();
  for (const int64_t number : numbers) sweep_temporaries(folders_.of(number));
  tidy(storage, study, numbers);
}

HONE_INLINE void BestPointer::tidy_to(const std::vector<int64_t>& numbers, TrialFiles keep) {
  const Turn turn(in_study("trials"));
  const std::optional<int64_t> pointed = pointed_trial(directory_);
  for (const int64_t number : numbers)
    if (number != pointed && number != previous_) folders_.tidy(number, keep);
}

HONE_INLINE void BestPointer::tidy_told(Storage& storage, int64_t study, int64_t number) {
  if (!folders_.has(number)) return;
  const Turn turn(in_study("trials"));
  tidy(storage, study, {number});
}

HONE_INLINE BestPointer::Turn::Turn(const std::string& folder)
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

HONE_INLINE BestPointer::Turn::~Turn() {
  ::flock(file_, LOCK_UN);  // otherwise a child forked meanwhile would keep it
  ::close(file_);
}

HONE_INLINE void BestPointer::fail(const std::string& what) {
  throw StorageError("hone: " + what + ": " + std::strerror(errno) +
                     "; the study's records are safe, and its best pointer " +
                     "is set right when a trial is next told or the study opened");
}

HONE_INLINE void BestPointer::tidy(Storage& storage, int64_t study,
                                   const std::vector<int64_t>& numbers) const {
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

HONE_INLINE bool BestPointer::has_checkpoint(int64_t number) const {
  return ::access(in_study(folder_of(number) + "/best.pt").c_str(), F_OK) == 0;
}

HONE_INLINE std::optional<int64_t> BestPointer::named_before(const StudyRecord& record) const {
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

HONE_INLINE BestPointer::Look BestPointer::look_for_better(Storage& storage, int64_t study) const {
  Look look;
  storage.read(study, [&](const StudyRecord& record) { look = look_for_better(record); });
  return look;
}

HONE_INLINE BestPointer::Look BestPointer::look_for_better(const StudyRecord& record) const {
  const std::optional<int64_t> number = pointed_trial(directory_);
  const FrozenTrial* current = number ? record.find_trial(*number) : nullptr;
  if (current && (!may_be_best(*current, record) || !has_checkpoint(current->number)))
    current = nullptr;
  const bool is_lost = !current && (number || had_one_);  // then every trial is read again
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

HONE_INLINE bool BestPointer::point_at(const FrozenTrial& trial) const {
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
    // Without file descriptors or memory a valid file cannot be opened either: do not skip it.
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

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
