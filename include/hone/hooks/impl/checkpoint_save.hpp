// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/detail/background_writer.hpp>
#include <hone/checkpoint/detail/kept_epochs.hpp>
#include <hone/checkpoint/detail/save_checkpoint.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/loop_settings.hpp>
#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/hooks/checkpoint.hpp>
#include <hone/hooks/detail/loop.hpp>
#include <hone/hooks/detail/loop_record.hpp>
#include <hone/hooks/events.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/next.hpp>
#include <hone/samplers/detail/population_place.hpp>
#include <hone/trial.hpp>

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE void CheckpointHook::save(detail::Loop& loop, double value, bool is_best) {
  detail::Progress& at = loop.progress;
  const detail::Progress before = at;
  if (is_best && at.epoch_ended && !at.in_epoch) {
    at.best = at.last;
    at.best_epoch = at.epoch;
  }
  const bool was_unsure = std::exchange(best_is_unsure_, true);  // if this fails
  std::string failure;
  try {
    const bool is_taken = write(loop, value, is_best);
    best_is_unsure_ = was_unsure && !(is_taken && is_best);
    if (!is_taken) return;
    has_saved_ = true;
    saved_ = at;
    saved_best_ = is_best;
    last_save_ = Clock::now();
  } catch (const CheckpointError& error) {
    failure = error.what();
  } catch (const Error&) {
    throw;  // an error in the program, such as two hooks with one name
  } catch (const std::exception& error) {
    failure = "hone: " + last_path() + " cannot be saved: " + error.what();
  }
  if (failure.empty()) return;
  if (loop.ranks && is_better(before.best, at.best, loop.direction)) {
    at.best = before.best;
    at.best_epoch = before.best_epoch;
  }
  fail(CheckpointError(failure));
}

/// Returns false if the save was skipped.
HONE_INLINE bool CheckpointHook::write(detail::Loop& loop, double value, bool is_best) {
  detail::Progress& at = loop.progress;
  at.has_epochs = at.has_epochs || says_epochs_;
  if (begun_ == 0) {
    begun_ = std::chrono::duration_cast<std::chrono::nanoseconds>(
                 std::chrono::system_clock::now().time_since_epoch())
                 .count();
  }
  detail::CheckpointContents contents;
  if (at.epoch_ended) contents.info.epoch = at.epoch;
  contents.info.value = value;
  contents.info.answer = static_cast<int64_t>(at.next);
  if (trial_) {
    contents.info.trial = trial_->number();
    contents.info.params = trial_->params();
  }
  contents.parts = parts_;
  contents.random_state = has_random_state();
  if (saves_ == 0) {
    if (!detail::link_target(best_path()).empty())
      throw ArgumentError(
          "hone: hone::checkpoint(\"" + directory_ +
          "\"): a study is kept there, whose best.pt is a link to its best trial's; "
          "give the loop hone::checkpoint(trial), or a folder of its own");
    detail::make_directories(directory_, *ops_);
  }
  contents.own = detail::to_dict({begun_, ++saves_, at}, loop);
  if (place_) contents.own.add("rates", detail::List(rates_.begin(), rates_.end()));
  std::vector<std::string> paths, obsolete;
  if (is_best) paths.push_back(best_path());
  const bool ended = at.epoch_ended && !at.in_epoch;
  const bool among_best = is_among_best(loop) && ended;
  const detail::KeptEpochs kept_before = kept_;
  if (among_best || (ended && kept_.last > 0)) {
    paths.push_back(epoch_path(at.epoch));
    for (const int64_t epoch : kept_.add({at.epoch, at.last}))
      obsolete.push_back(epoch_path(epoch));
  }
  paths.push_back(last_path());  // last: see LoopFiles
  if (!writer_) {
    try {
      detail::save_checkpoint(paths, contents, *ops_);
    } catch (...) {
      kept_ = kept_before;
      throw;
    }
    for (const std::string& path : obsolete) ops_->unlink(path.c_str());
    return true;
  }
  if (trial_ && !trial_waits_) {
    trial_->before_end([writer = writer_] {
      writer->wait();
      if (writer->has_failed()) throw writer->take_error();
    });
    trial_waits_ = true;
  }
  const bool must = (is_best && loop.ranks) || among_best || at.next != Next::proceed;
  try {
    const bool is_taken = detail::save_checkpoint(paths, contents, *writer_, must, obsolete);
    if (!is_taken) kept_ = kept_before;
    return is_taken;
  } catch (...) {
    kept_ = kept_before;
    throw;
  }
}

/// After a failed save the best epoch may have no file. Once the loop has passed that epoch, the
/// best is what best.pt holds. Returns whether the epoch that has just ended is better and has to
/// be saved as the best.
HONE_INLINE bool CheckpointHook::settle_best(detail::Loop& loop) {
  if (!best_is_unsure_) return false;
  const detail::Progress& at = loop.progress;
  best_is_unsure_ = loop.ranks && at.epoch_ended;
  const bool is_here = !at.in_epoch && std::isfinite(at.best) && at.best_epoch == at.epoch;
  if (!best_is_unsure_ || is_here) return false;
  return find_best(loop);
}

/// Makes the epoch in best.pt the loop's best. If best.pt holds none, the best is unchanged, since
/// no file has another epoch's value. Returns whether the epoch that has just ended should replace
/// it.
HONE_INLINE bool CheckpointHook::find_best(detail::Loop& loop) {
  if (writer_) writer_->wait();
  detail::Progress& at = loop.progress;
  bool holds_epoch = false;
  if (::access(best_path().c_str(), F_OK) == 0) try {
      const auto held = detail::loop_record_of(Checkpoint::open(best_path(), *ops_));
      holds_epoch = held.is_epoch_of(begun_);
      if (holds_epoch) {
        at.best = held.progress.last;
        at.best_epoch = held.progress.epoch;
        best_is_unsure_ = false;
      }
    } catch (const CheckpointError&) {  // not replaced yet; the next event tries again
      return false;
    }
  return !at.in_epoch && std::isfinite(at.last) &&
         (!holds_epoch || is_better(at.last, at.best, loop.direction));
}

HONE_INLINE void CheckpointHook::on_trial_end(const LoopEnd& event) {
  finish();
  if (!event.loop) return;
  save_end(*event.loop);
  // If that failed too, the best is what best.pt holds; ending the loop again tries again.
  if (best_is_unsure_ && event.loop->ranks)
    best_is_unsure_ = find_best(*event.loop) || best_is_unsure_;
}

/// Saves what is missing, so that a finished loop resumes as finished.
HONE_INLINE void CheckpointHook::save_end(detail::Loop& loop) {
  const detail::Progress& at = loop.progress;
  const bool is_best_left = settle_best(loop);
  if (!at.epoch_ended && !at.in_epoch) return;  // nothing to save after the beginning
  const bool is_over = at.next == Next::stop || at.next == Next::prune;
  const bool steps_count = every_steps_ > 0 || !(at.has_epochs || at.epoch_ended);
  // An epoch that was left in its middle is run again, unless saves inside epochs were requested.
  if (at.in_epoch && !steps_count && !is_over) return;
  const bool ended_best =
      !loop.ranks || is_best_left || (std::isfinite(at.best) && at.best_epoch == at.epoch);
  const bool is_best = !at.epoch_ended || (ended_best && !at.in_epoch);
  const bool is_saved = has_saved_ && saved_.epoch_ended == at.epoch_ended &&
                        saved_.epoch == at.epoch && saved_.in_epoch == at.in_epoch &&
                        saved_.step == at.step && (saved_.next == at.next || !is_over);
  if (is_saved && (!is_best || saved_best_)) return;
  save(loop, at.last, is_best);
  finish();
}

/// Reports a background failure as an error of the current event.
HONE_INLINE void CheckpointHook::hear_of_failures() {
  if (!writer_ || !writer_->has_failed()) return;
  const CheckpointError error = writer_->take_error();
  has_saved_ = false;
  saved_best_ = false;
  best_is_unsure_ = true;
  writer_->wait();
  find_kept_epochs();
  fail(error);
}

HONE_INLINE void CheckpointHook::finish() {
  if (!writer_) return;
  writer_->wait();
  hear_of_failures();
}

HONE_INLINE CheckpointHook::~CheckpointHook() {
  if (!writer_) return;
  try {
    writer_->stop();
    if (on_error_) hear_of_failures();
  } catch (...) {  // thrown by the user's handler, or in a forked child
  }
}

}  // namespace HONE_ABI
}  // namespace hone
