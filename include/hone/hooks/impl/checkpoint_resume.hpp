// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/detail/background_writer.hpp>
#include <hone/checkpoint/detail/kept_epochs.hpp>
#include <hone/checkpoint/detail/part.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/state_dict/loop_settings.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/error.hpp>
#include <hone/files/atomic_file.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/hooks/checkpoint.hpp>
#include <hone/hooks/detail/loop.hpp>
#include <hone/hooks/detail/loop_files.hpp>
#include <hone/hooks/detail/loop_record.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/next.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/population_place.hpp>
#include <hone/trial.hpp>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Restores the loop and returns true, or saves its beginning and returns false.
HONE_INLINE bool CheckpointHook::resume(detail::Loop& loop) {
  if (loop.given) {
    detail::restore_all(Checkpoint::open(loop.given->path, *loop.given->ops), parts_);
    return true;
  }
  std::optional<detail::LoopSettings> settings;
  if (place_) {
    check_stretch(loop);
    rates_ = settings.emplace(parts_).rates();
  }
  detail::sweep_temporaries(directory_, *ops_);
  take_over();
  const detail::LoopFiles files(directory_);
  const auto* const from = files.newest();
  if (!from) {
    const bool has_parent = place_ && place_.parent;
    if (has_parent) restore_parent(loop, *settings);
    save(loop, std::numeric_limits<double>::quiet_NaN(), /*is_best=*/false);
    finish();
    if (has_saved_) loop.resumed_from = last_path();
    return has_parent;
  }
  loop.resumed_from = from->checkpoint.path();
  check_trial(from->checkpoint);
  detail::restore_all(from->checkpoint, parts_, has_random_state(), [&](detail::Restoration& plan) {
    plan.way_out("; make the loop as it was when it was saved, or remove " + directory_ +
                 " to begin it anew");
    detail::restore_hooks(loop, plan);
  });
  detail::Progress& at = loop.progress;
  at = from->record.progress;
  at.has_epochs = at.has_epochs || says_epochs_;
  begun_ = from->record.begun;
  saves_ = from->record.saves;
  saved_best_ =
      files.best && files.best->record.begun == begun_ && files.best->record.saves == saves_;
  has_saved_ = files.has_good_last && from == &*files.last;
  if (has_saved_) saved_ = at;
  last_save_ = Clock::now();
  best_is_unsure_ = false;
  find_kept_epochs();

  // on_trial_end() must return the value of the epoch in best.pt. If that is not the best epoch,
  // best.pt is saved from these weights if they are the best ones. Otherwise the best epoch is the
  // one in best.pt, or a later one.
  const detail::Progress* const held = files.best_of(begun_);
  if (loop.ranks && std::isfinite(at.best) && !(held && held->epoch == at.best_epoch)) {
    if (at.epoch_ended && !at.in_epoch && at.best_epoch == at.epoch) {
      save(loop, at.last, /*is_best=*/true);
      finish();
    } else {
      at.best = held ? held->last : std::numeric_limits<double>::quiet_NaN();
      at.best_epoch = held ? held->epoch : 0;
    }
  }
  if (trial_ && from->checkpoint.trial() != trial_->number() && saves_ == from->record.saves) {
    save(loop, from->checkpoint.value(), saved_best_);  // linked files, under this number
    finish();
  }
  return true;
}

/// Links the files of the retried trial into the directory of a retry that has saved nothing yet.
/// After several retries: those of the last one that can be resumed from.
HONE_INLINE void CheckpointHook::take_over() const {
  if (repeats_.empty() || ::access(last_path().c_str(), F_OK) == 0) return;
  for (auto number = repeats_.rbegin(); number != repeats_.rend(); ++number) {
    const std::string from = trial_directory(*trial_, *number);
    try {
      if (!detail::LoopFiles(from).newest()) continue;
    } catch (const CheckpointError&) {  // all of its files are damaged
      continue;
    }
    std::vector<std::string> paths = detail::LoopFiles::epochs_in(from);
    paths.push_back(from + "/best.pt");
    paths.push_back(from + "/last.pt");  // last: see LoopFiles
    detail::make_directories(directory_, *ops_);
    for (const std::string& path : paths)
      if (::access(path.c_str(), F_OK) == 0)
        detail::link_file(path, directory_ + '/' + detail::file_name_of(path), *ops_);
    return;
  }
}

/// Finds the epochs of this loop that have a file of their own.
HONE_INLINE void CheckpointHook::find_kept_epochs() {
  if (!kept_.is_asked()) return;
  std::vector<detail::KeptEpochs::Epoch> found;
  for (const std::string& path : detail::LoopFiles::epochs_in(directory_)) try {
      const detail::LoopRecord record = detail::loop_record_of(Checkpoint::open(path));
      if (record.begun == begun_) found.push_back({record.progress.epoch, record.progress.last});
    } catch (const CheckpointError&) {  // damaged, or not of a loop
    }
  kept_.found(std::move(found));
}

/// Throws CheckpointError if the checkpoint is a leftover of another study.
HONE_INLINE void CheckpointHook::check_trial(const Checkpoint& checkpoint) const {
  if (!trial_) return;
  const auto refuse = [&](const std::string& why) {
    throw CheckpointError("hone: " + checkpoint.path() + " is not of trial " +
                          std::to_string(trial_->number()) + " of study \"" + trial_->study_name() +
                          "\": " + why + "; was it left by another study? " + "Remove " +
                          directory_ + ", or use another study directory");
  };
  if (checkpoint.trial() && *checkpoint.trial() != trial_->number() &&
      std::find(repeats_.begin(), repeats_.end(), *checkpoint.trial()) == repeats_.end())
    refuse("it says that it is of trial " + std::to_string(*checkpoint.trial()));
  for (const auto& [name, value] : trial_->params()) {
    const auto found = checkpoint.params().find(name);
    if (found != checkpoint.params().end() && found->second != value)
      refuse(name + " is " + found->second.to_string() + " in it, and " + value.to_string() +
             " in the trial");
  }
}

/// Throws ArgumentError without hone::stretch, since the stretch would run to the end of the loop.
HONE_INLINE void CheckpointHook::check_stretch(detail::Loop& loop) const {
  for (const detail::HookState& state : loop.states())
    if (state.name == "stretch") return;
  throw ArgumentError("hone: trial " + std::to_string(trial_->number()) + " of study \"" +
                      trial_->study_name() +
                      "\" is a stretch of a population's training, and nothing ends it; add "
                      "hone::stretch(trial) to hone::hooks(...)");
}

/// Restores the end of the parent trial, except what this trial's parameters set. Epochs are
/// counted on from there; the best epoch is determined from scratch.
HONE_INLINE void CheckpointHook::restore_parent(detail::Loop& loop,
                                                const detail::LoopSettings& settings) {
  const std::string path = trial_directory(*trial_, *place_.parent) + "/best.pt";
  const std::string goes_on = "hone: trial " + std::to_string(trial_->number()) + " of study \"" +
                              trial_->study_name() + "\" goes on from trial " +
                              std::to_string(*place_.parent) + ", ";
  if (::access(path.c_str(), F_OK) != 0)
    throw CheckpointError(goes_on + "and " + path +
                          " is gone; put it back. A population needs what StudyOptions::keep "
                          "keeps of COMPLETE trials by default, TrialFiles::best");
  const Checkpoint checkpoint = Checkpoint::open(path);
  if (checkpoint.trial() != place_.parent)
    throw CheckpointError(goes_on + "and " + path +
                          " is not of that trial; was it left by another study?");
  const detail::LoopRecord record = detail::loop_record_of(checkpoint);
  const Params params = trial_->params();
  std::vector<detail::Part> parts;
  for (const detail::Part& part : parts_)
    if (params.count(part.name()) == 0) parts.push_back(part);
  try {
    detail::restore_all(checkpoint, parts, has_random_state(),
                        [&](detail::Restoration& plan) { detail::restore_hooks(loop, plan); });
  } catch (const CheckpointError& error) {
    throw CheckpointError(goes_on + "and cannot: " + detail::bare_text(error) +
                          ". Parameters that shape the model, or choose the optimizer, stay a "
                          "parent's by PopulationSamplerOptions().inherit({\"name\"})");
  }
  settings.put_back(detail::rates_of(checkpoint));

  const detail::Progress own = loop.progress;
  detail::Progress& at = loop.progress;
  at = record.progress;
  at.first = own.first;
  at.has_epochs = at.has_epochs || own.has_epochs;
  at.next = Next::proceed;
  at.best = std::numeric_limits<double>::quiet_NaN();
  at.best_epoch = 0;
}

}  // namespace HONE_ABI
}  // namespace hone
