// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/detail/background_writer.hpp>
#include <hone/checkpoint/detail/kept_epochs.hpp>
#include <hone/checkpoint/state_dict/loop_settings.hpp>
#include <hone/error.hpp>
#include <hone/hooks/checkpoint.hpp>
#include <hone/hooks/detail/loop.hpp>
#include <hone/hooks/events.hpp>
#include <hone/records/detail/attempts.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/next.hpp>
#include <hone/samplers/detail/population_place.hpp>
#include <hone/trial.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE CheckpointHook::CheckpointHook(CheckpointHook&&) = default;
HONE_INLINE CheckpointHook& CheckpointHook::operator=(CheckpointHook&&) = default;

HONE_INLINE CheckpointHook::CheckpointHook(std::string directory, const detail::FileOps& ops)
    : directory_(std::move(directory)), ops_(&ops) {
  if (directory_.empty())
    throw ArgumentError("hone: hone::checkpoint(\"\") has no directory; give it one");
}

HONE_INLINE CheckpointHook::CheckpointHook(const Trial& trial, const detail::FileOps& ops)
    : CheckpointHook(trial_directory(trial), ops) {
  trial_.emplace(trial.share());
  const FrozenTrial frozen = trial.frozen();
  place_ = detail::population_place(frozen);
  repeats_ = detail::retry_history(frozen);
}

HONE_INLINE CheckpointHook& CheckpointHook::every(int64_t epochs) & {
  check_count("every", epochs);
  every_ = epochs;
  says_epochs_ = true;
  return *this;
}

HONE_INLINE CheckpointHook& CheckpointHook::every(std::chrono::duration<double> time) & {
  if (!(time.count() >= 0))
    throw ArgumentError("hone: checkpoint's every of " + std::to_string(time.count()) +
                        " seconds; it is the least time between saves, at least 0");
  every_time_ = time;
  return *this;
}

HONE_INLINE CheckpointHook& CheckpointHook::keep_best(int64_t k) & {
  check_count("keep_best", k);
  kept_.best = k;
  return *this;
}

HONE_INLINE CheckpointHook& CheckpointHook::keep_last(int64_t n) & {
  check_count("keep_last", n);
  kept_.last = n;
  return *this;
}

HONE_INLINE CheckpointHook& CheckpointHook::every_steps(int64_t steps) & {
  check_count("every_steps", steps);
  every_steps_ = steps;
  return *this;
}

HONE_INLINE CheckpointHook& CheckpointHook::background(WhenBusy when_busy) & {
  writer_ = std::make_shared<detail::BackgroundWriter>(when_busy, *ops_);
  return *this;
}

HONE_INLINE CheckpointHook& CheckpointHook::on_error(
    std::function<void(const CheckpointError&)> handler) & {
  on_error_ = std::move(handler);
  return *this;
}

HONE_INLINE CheckpointHook&& CheckpointHook::on_error(
    std::function<void(const CheckpointError&)> handler) && {
  return std::move(on_error(std::move(handler)));
}

HONE_INLINE Direction CheckpointHook::direction() const {
  if (direction_ != Direction::not_set || keep_last_ || !trial_) return direction_;
  if (trial_->direction() == Direction::not_set)
    throw ArgumentError(
        "hone: study \"" + trial_->study_name() +
        "\" has several objectives, so it does not say which epoch is the best; add "
        ".minimize(), .maximize() or .keep_last() to hone::checkpoint(trial)");
  return trial_->direction();
}

HONE_INLINE void CheckpointHook::on_step_end(const StepEnd& event) {
  hear_of_failures();
  if (!event.loop) return;
  settle_best(*event.loop);
  if (is_due_step(event.step)) save(*event.loop, event.value, /*is_best=*/false);
}

HONE_INLINE void CheckpointHook::on_epoch_end(const EpochEnd& event) {
  hear_of_failures();
  if (!event.loop) return;
  const bool is_best = settle_best(*event.loop) || event.is_best;
  const bool is_due =
      (event.epoch % every_ == 0 && is_time()) || event.loop->progress.next != Next::proceed;
  if (is_due || (event.loop->ranks && is_best) || is_among_best(*event.loop))
    save(*event.loop, event.value, is_best);
}

HONE_INLINE std::string CheckpointHook::trial_directory(const Trial& trial, int64_t number) {
  if (trial.study_directory().empty())
    throw ArgumentError("hone: study \"" + trial.study_name() +
                        "\" keeps no files, so there is no place for a trial's checkpoint; make "
                        "the study by hone::Study(dir)");
  return trial.study_directory() + "/trials/" + std::to_string(number);
}

HONE_INLINE void CheckpointHook::check_count(const char* what, int64_t count) {
  if (count < 1)
    throw ArgumentError(std::string("hone: checkpoint's ") + what + " of " + std::to_string(count) +
                        "; give a number of at least 1");
}

HONE_INLINE CheckpointHook& CheckpointHook::rank(Direction direction, bool keep_last) {
  direction_ = direction;
  keep_last_ = keep_last;
  return *this;
}

HONE_INLINE bool CheckpointHook::is_among_best(const detail::Loop& loop) {
  kept_.direction = loop.direction;
  if (kept_.best > 0 && loop.direction == Direction::not_set)
    throw ArgumentError(
        "hone: keep_best needs to know which epochs are better; add .minimize() or .maximize() "
        "to hone::checkpoint(...)");
  return kept_.is_among_best(loop.progress.last);
}

HONE_INLINE void CheckpointHook::fail(const CheckpointError& error) const {
  if (!on_error_) throw error;
  on_error_(error);
}

HONE_INLINE void CheckpointHook::add(detail::Part part) {
  parts_.push_back(std::move(part));
  detail::check_part_names(parts_);
}

HONE_INLINE bool CheckpointHook::keeps_last() const { return keep_last_ || bool(place_); }

HONE_INLINE bool CheckpointHook::wants_step(int64_t step) const {
  return is_due_step(step) || best_is_unsure_ || (writer_ && writer_->has_failed());
}

HONE_INLINE void CheckpointHook::answered(Next next) {
  if (trial_) trial_->record_answer(next);
}

HONE_INLINE std::string CheckpointHook::trial_directory(const Trial& trial) {
  return trial_directory(trial, trial.number());
}

HONE_INLINE std::string CheckpointHook::last_path() const { return directory_ + "/last.pt"; }
HONE_INLINE std::string CheckpointHook::best_path() const { return directory_ + "/best.pt"; }
HONE_INLINE std::string CheckpointHook::epoch_path(int64_t epoch) const {
  return directory_ + "/" + detail::KeptEpochs::file_name(epoch);
}

HONE_INLINE bool CheckpointHook::is_due_step(int64_t step) const {
  return every_steps_ > 0 && step % every_steps_ == 0 && is_time();
}

HONE_INLINE bool CheckpointHook::is_time() const {
  return last_save_ == Clock::time_point() || Clock::now() - last_save_ >= every_time_;
}

HONE_INLINE bool CheckpointHook::has_random_state() const {
  return !trial_ || trial_->is_only_job();
}

}  // namespace HONE_ABI
}  // namespace hone
