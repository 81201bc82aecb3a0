// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// How the checkpoint hook saves: what its class declares.

#include <hone/hooks/checkpoint.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace v0 {

template <class T>
void BasicCheckpointHook<T>::save(detail::Loop& loop, double value, bool is_best) {
  try {
    if (!write(loop, value, is_best)) return;
    saved_ = loop.progress;
    saved_best_ = is_best;
    last_save_ = std::chrono::steady_clock::now();
  } catch (const CheckpointError& error) {
    fail(error);
  } catch (const Error&) {
    throw;  // a mistake in the program, such as two hooks of one name
  } catch (const std::exception& error) {
    fail(CheckpointError("hone: " + last_path() + " cannot be saved: " + error.what()));
  }
}

/// False where it was skipped.
template <class T>
bool BasicCheckpointHook<T>::write(detail::Loop& loop, double value, bool is_best) {
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
  if (saves_ == 0) detail::make_directories(directory_, *ops_);
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
      if (const auto error = writer->take_error()) throw *error;
    });
    trial_waits_ = true;
  }
  const bool must = (is_best && loop.ranks) || among_best || at.next != Next::proceed;
  const bool is_taken = detail::save_checkpoint(paths, contents, *writer_, must, obsolete);
  if (!is_taken) kept_ = kept_before;
  return is_taken;
}

/// Leaves files from which a finished loop resumes as finished.
template <class T>
void BasicCheckpointHook<T>::on_trial_end(const LoopEnd& event) {
  finish();
  if (!event.loop) return;
  const detail::Progress& at = event.loop->progress;
  if (!at.epoch_ended && !at.in_epoch) return;  // nothing happened since the beginning was saved
  const bool is_over = at.next == Next::stop || at.next == Next::prune;
  const bool steps_count = every_steps_ > 0 || !(at.has_epochs || at.epoch_ended);
  // An epoch that was left in its middle is run again, where no saves inside epochs were asked for.
  if (at.in_epoch && !steps_count && !is_over) return;
  const bool ended_best =
      !event.loop->ranks || (std::isfinite(at.best) && at.best_epoch == at.epoch);
  const bool is_best = !at.epoch_ended || (ended_best && !at.in_epoch);
  const bool is_saved = saved_ && saved_->epoch_ended == at.epoch_ended &&
                        saved_->epoch == at.epoch && saved_->in_epoch == at.in_epoch &&
                        saved_->step == at.step && (saved_->next == at.next || !is_over);
  if (is_saved && (!is_best || saved_best_)) return;
  save(*event.loop, at.last, is_best);
  finish();
}

/// What went wrong in the background is an error of the event at which it is heard of.
template <class T>
void BasicCheckpointHook<T>::hear_of_failures() {
  if (!writer_) return;
  const std::optional<CheckpointError> error = writer_->take_error();
  if (!error) return;
  saved_.reset();
  saved_best_ = false;
  writer_->wait();
  find_kept_epochs();
  fail(*error);
}

template <class T>
void BasicCheckpointHook<T>::finish() {
  if (!writer_) return;
  writer_->wait();
  hear_of_failures();
}

template <class T>
BasicCheckpointHook<T>::~BasicCheckpointHook() {
  if (!writer_) return;
  try {
    writer_->stop();
    if (on_error_) hear_of_failures();
  } catch (...) {  // thrown by the user's handler, or in the child of a fork
  }
}

}  // namespace v0
}  // namespace hone
