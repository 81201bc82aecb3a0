// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/at_least.hpp>
#include <hone/detail/hooks/metric.hpp>
#include <hone/detail/tensorboard/event_file.hpp>
#include <hone/detail/tensorboard/hparams.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/phase.hpp>
#include <hone/trial.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

namespace detail {

/// Where a study's runs go: by default beside its trials.
inline std::string tensorboard_directory(const std::string& study_directory,
                                         const std::string& asked) {
  if (!asked.empty()) return asked;
  if (!study_directory.empty()) return study_directory + "/tensorboard";
  throw ArgumentError(
      "hone: the study is kept in memory and has no directory: tell hone::tensorboard where to "
      "write, as its second argument");
}

inline std::string tensorboard_run(int64_t trial) { return "trial-" + std::to_string(trial); }

inline std::string tensorboard_session(const FrozenTrial& trial, const std::string& study) {
  const std::string number = std::to_string(trial.number);
  return session_start_value(trial, tensorboard_run(trial.number),
                             study.empty() ? "" : study + "/trials/" + number + "/best.pt");
}

}  // namespace detail

/// The hook that shows a loop in TensorBoard: the value of each epoch and of some steps, and
/// whatever else it is given.
///
///   auto hooks = hone::hooks(hone::report(trial),
///                            hone::tensorboard(trial).with("train/loss", train_loss),
///                            hone::checkpoint(trial).with("model", model));
///
/// A trial is a run of its own, `tensorboard/trial-<number>` in the study's directory; a loop
/// without a study names its run's directory. One that is taken up again goes on in a new file, and
/// steps that are there already are not written twice. What was seen is in the file after each
/// epoch, and in an epoch after 10 seconds. Where the file cannot be written, training goes on,
/// on_error is told, and the next flush tries again.
///
/// Of a trial its parameters are written too, as they are when its first epoch ends; see
/// TensorBoardStudy. It belongs to one loop.
class TensorBoard {
 public:
  static constexpr Phase phase = Phase::keep;

  /// The directory is the run's own.
  explicit TensorBoard(std::string directory,
                       const detail::FileOps& ops = detail::system_file_ops())
      : directory_(std::move(directory)), ops_(&ops) {
    if (directory_.empty())
      throw ArgumentError("hone: hone::tensorboard(\"\") has no directory; give it one");
  }
  /// `directory` holds the study's runs; without it `tensorboard` in the study's own.
  explicit TensorBoard(const Trial& trial, const std::string& directory = "",
                       const detail::FileOps& ops = detail::system_file_ops())
      : TensorBoard(detail::tensorboard_directory(trial.study_directory(), directory) + '/' +
                        detail::tensorboard_run(trial.number()),
                    ops) {
    trial_.emplace(trial.share());
  }
  TensorBoard(TensorBoard&&) = default;
  TensorBoard& operator=(TensorBoard&&) = default;
  ~TensorBoard() {
    if (file_) flush();
  }

  /// Writes a variable too, as it is whenever an epoch ends: a number or a tensor of one, by
  /// reference; or what a function returns, which is kept.
  template <class T>
  TensorBoard& with(std::string tag, T&& source) & {
    detail::add_metric(metrics_, "tensorboard", {value_tag_, step_tag_}, std::move(tag),
                       std::forward<T>(source));
    return *this;
  }
  template <class T>
  TensorBoard&& with(std::string tag, T&& source) && {
    return std::move(with(std::move(tag), std::forward<T>(source)));
  }

  /// What the epochs' values are called. Default: "value".
  TensorBoard& value_tag(std::string tag) & {
    value_tag_ = std::move(tag);
    return *this;
  }
  TensorBoard&& value_tag(std::string tag) && { return std::move(value_tag(std::move(tag))); }

  /// What the steps' values are called. Default: "step/value".
  TensorBoard& step_tag(std::string tag) & {
    step_tag_ = std::move(tag);
    return *this;
  }
  TensorBoard&& step_tag(std::string tag) && { return std::move(step_tag(std::move(tag))); }

  /// Writes every n-th step. Default: 10, since to read a tensor is to wait for its device.
  TensorBoard& every_steps(int64_t n) & {
    every_steps_ = detail::at_least(1, "tensorboard's every_steps", n);
    return *this;
  }
  TensorBoard&& every_steps(int64_t n) && { return std::move(every_steps(n)); }

  /// Is told what could not be written. Without it nobody is.
  TensorBoard& on_error(std::function<void(const Error&)> handler) & {
    on_error_ = std::move(handler);
    return *this;
  }
  TensorBoard&& on_error(std::function<void(const Error&)> handler) && {
    return std::move(on_error(std::move(handler)));
  }

  // What the hook set calls.

  std::string name() const { return "tensorboard"; }
  bool wants_step(int64_t step) const { return step % every_steps_ == 0; }

  void on_step_end(const StepEnd& event) {
    // Steps that begin anew in each epoch go on where the epoch before left them.
    if (epoch_ended_ && event.step <= last_step_)
      step_base_ += last_step_ + (event.step == 0 ? every_steps_ : 0);
    epoch_ended_ = false;
    last_step_ = event.step;
    add(step_tag_, step_base_ + event.step, event.value);
    if (file_->pending() > kFull || Clock::now() - flushed_ > kLongest) flush();
  }

  void on_epoch_end(const EpochEnd& event) {
    epoch_ended_ = true;
    begin_session();
    add(value_tag_, event.epoch, event.value);
    for (const detail::Metric& metric : metrics_) add(metric.name, event.epoch, metric.read());
    flush();
  }

  void on_trial_end(const LoopEnd& /*event*/) {
    begin_session();
    flush();
    file_.reset();
  }

  /// Where the steps stand, so that a resumed loop goes on with them.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& step_base_& last_step_& epoch_ended_;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr size_t kFull = size_t{1} << 16;
  static constexpr std::chrono::seconds kLongest{10};

  void open() {
    if (file_) return;
    past_ = detail::PastEvents::of(directory_);
    file_ = std::make_unique<detail::EventFile>(directory_, past_.newest, *ops_);
    flushed_ = Clock::now();
  }

  void add(const std::string& tag, int64_t step, double value) {
    open();
    const auto [last, is_new] = past_.last_step.emplace(tag, step);
    if (!is_new && step <= last->second) return;
    last->second = step;
    file_->add(detail::scalar_event(detail::wall_time(), step, tag, value));
  }

  void begin_session() {
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

  void flush() {
    flushed_ = Clock::now();
    try {
      file_->flush();
    } catch (const Error& error) {
      fail(error);
    }
  }

  void fail(const Error& error) const {
    if (on_error_) on_error_(error);
  }

  std::string directory_;
  const detail::FileOps* ops_;
  std::optional<Trial> trial_;
  std::vector<detail::Metric> metrics_;
  std::string value_tag_ = "value", step_tag_ = "step/value";
  int64_t every_steps_ = 10;
  std::function<void(const Error&)> on_error_;
  int64_t step_base_ = 0, last_step_ = 0;
  bool epoch_ended_ = false;
  detail::PastEvents past_;
  std::unique_ptr<detail::EventFile> file_;
  Clock::time_point flushed_;
};

inline TensorBoard tensorboard(std::string directory) { return TensorBoard(std::move(directory)); }
inline TensorBoard tensorboard(const char* directory) {
  return TensorBoard(std::string(directory));
}
inline TensorBoard tensorboard(const Trial& trial, const std::string& directory = "") {
  return TensorBoard(trial, directory);
}

}  // namespace v0
}  // namespace hone
