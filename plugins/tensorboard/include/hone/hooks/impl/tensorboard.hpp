// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/hooks/detail/metric.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/tensorboard.hpp>
#include <hone/records/detail/at_least.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/tensorboard/detail/event_file.hpp>
#include <hone/tensorboard/detail/hparams.hpp>
#include <hone/trial.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string tensorboard_directory(const std::string& study_directory,
                                              const std::string& asked) {
  if (!asked.empty()) return asked;
  if (!study_directory.empty()) return study_directory + "/tensorboard";
  throw ArgumentError(
      "hone: the study is kept in memory and has no directory: tell hone::tensorboard where to "
      "write, as its second argument");
}

HONE_INLINE std::string tensorboard_session(const FrozenTrial& trial, const std::string& study) {
  const std::string number = std::to_string(trial.number);
  return session_start_value(trial, tensorboard_run(trial.number),
                             study.empty() ? "" : study + "/trials/" + number + "/best.pt");
}

}  // namespace detail

HONE_INLINE TensorBoard::TensorBoard(std::string directory, const detail::FileOps& ops)
    : directory_(std::move(directory)), ops_(&ops) {
  if (directory_.empty())
    throw ArgumentError("hone: hone::tensorboard(\"\") has no directory; give it one");
}

HONE_INLINE TensorBoard::TensorBoard(const Trial& trial, const std::string& directory,
                                     const detail::FileOps& ops)
    : TensorBoard(detail::tensorboard_directory(trial.study_directory(), directory) + '/' +
                      detail::tensorboard_run(trial.number()),
                  ops) {
  trial_.emplace(trial.share());
}

HONE_INLINE TensorBoard& TensorBoard::every_steps(int64_t n) & {
  every_steps_ = detail::at_least(1, "tensorboard's every_steps", n);
  return *this;
}

HONE_INLINE TensorBoard& TensorBoard::on_error(std::function<void(const Error&)> handler) & {
  on_error_ = std::move(handler);
  return *this;
}

HONE_INLINE TensorBoard&& TensorBoard::on_error(std::function<void(const Error&)> handler) && {
  return std::move(on_error(std::move(handler)));
}

HONE_INLINE void TensorBoard::on_step_end(const StepEnd& event) {
  // If each epoch counts its steps from the start again, continue from the last epoch's steps.
  if (epoch_ended_ && event.step <= last_step_)
    step_base_ += last_step_ + (event.step == 0 ? every_steps_ : 0);
  epoch_ended_ = false;
  last_step_ = event.step;
  add(step_tag_, step_base_ + event.step, event.value);
  if (file_->pending() > kFull || Clock::now() - flushed_ > kLongest) flush();
}

HONE_INLINE void TensorBoard::on_epoch_end(const EpochEnd& event) {
  epoch_ended_ = true;
  begin_session();
  add(value_tag_, event.epoch, event.value);
  for (const detail::Metric& metric : metrics_) add(metric.name, event.epoch, metric.read());
  flush();
}

HONE_INLINE void TensorBoard::on_trial_end(const LoopEnd& /*event*/) {
  begin_session();
  flush();
  file_.reset();
}

HONE_INLINE void TensorBoard::open() {
  if (file_) return;
  past_ = detail::PastEvents::of(directory_);
  file_ = std::make_unique<detail::EventFile>(directory_, past_.newest, *ops_);
  flushed_ = Clock::now();
}

HONE_INLINE void TensorBoard::add(const std::string& tag, int64_t step, double value) {
  open();
  const auto [last, is_new] = past_.last_step.emplace(tag, step);
  if (!is_new && step <= last->second) return;
  last->second = step;
  file_->add(detail::scalar_event(detail::wall_time(), step, tag, value));
}

HONE_INLINE void TensorBoard::begin_session() {
  open();
  if (!trial_ || !past_.last_step.emplace(detail::kSessionStartTag, 0).second) return;
  try {
    const std::string session =
        detail::tensorboard_session(trial_->frozen(), trial_->study_directory());
    file_->add(detail::summary_event(detail::wall_time(), 0, session));
  } catch (const Error& error) {
    fail(error);
  }
}

HONE_INLINE void TensorBoard::flush() {
  flushed_ = Clock::now();
  try {
    file_->flush();
  } catch (const Error& error) {
    fail(error);
  }
}

}  // namespace HONE_ABI
}  // namespace hone
