// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/hooks/detail/metric.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/phase.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/tensorboard/detail/event_file.hpp>
#include <hone/trial.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

namespace detail {

/// The directory of a study's runs. Default: `tensorboard` in the study's directory.
std::string tensorboard_directory(const std::string& study_directory, const std::string& asked);

inline std::string tensorboard_run(int64_t trial) { return "trial-" + std::to_string(trial); }

std::string tensorboard_session(const FrozenTrial& trial, const std::string& study);

}  // namespace detail

/// A hook that shows a loop in TensorBoard: the value of each epoch and of some steps, and other
/// variables given to it.
///
///   auto hooks = hone::hooks(hone::report(trial),
///                            hone::tensorboard(trial).with("train/loss", train_loss),
///                            hone::checkpoint(trial).with("model", model));
///
/// Each trial is a separate run, `tensorboard/trial-<number>` in the study's directory; a loop
/// without a study names its run's directory. A resumed trial continues in a new file, and does not
/// write existing steps again. Data is in the file after each epoch, and during an epoch after 10
/// seconds. If the file cannot be written, training continues, on_error is called, and the next
/// flush retries.
///
/// A trial's parameters are written too, as they are when its first epoch ends; see
/// TensorBoardStudy. Use one hook per loop.
class TensorBoard {
 public:
  static constexpr Phase phase = Phase::keep;

  /// `directory` is the run's own directory.
  explicit TensorBoard(std::string directory,
                       const detail::FileOps& ops = detail::system_file_ops());
  /// `directory` holds the study's runs. Default: `tensorboard` in the study's directory.
  explicit TensorBoard(const Trial& trial, const std::string& directory = "",
                       const detail::FileOps& ops = detail::system_file_ops());
  TensorBoard(TensorBoard&&) = default;
  TensorBoard& operator=(TensorBoard&&) = default;
  ~TensorBoard() {
    if (file_) flush();
  }

  /// Also writes a variable at the end of each epoch: a number or a tensor of one element, held by
  /// reference; or a function's result (the function is stored).
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

  /// The tag of the epochs' values. Default: "value".
  TensorBoard& value_tag(std::string tag) & {
    value_tag_ = std::move(tag);
    return *this;
  }
  TensorBoard&& value_tag(std::string tag) && { return std::move(value_tag(std::move(tag))); }

  /// The tag of the steps' values. Default: "step/value".
  TensorBoard& step_tag(std::string tag) & {
    step_tag_ = std::move(tag);
    return *this;
  }
  TensorBoard&& step_tag(std::string tag) && { return std::move(step_tag(std::move(tag))); }

  /// Writes every n-th step. Default: 10, because reading a tensor waits for its device.
  TensorBoard& every_steps(int64_t n) &;
  TensorBoard&& every_steps(int64_t n) && { return std::move(every_steps(n)); }

  /// Called when something could not be written. Default: errors are ignored.
  TensorBoard& on_error(std::function<void(const Error&)> handler) &;
  TensorBoard&& on_error(std::function<void(const Error&)> handler) &&;

  // Called by the hook set.

  std::string name() const { return "tensorboard"; }
  bool wants_step(int64_t step) const { return step % every_steps_ == 0; }

  void on_step_end(const StepEnd& event);

  void on_epoch_end(const EpochEnd& event);

  void on_trial_end(const LoopEnd& /*event*/);

  /// The current position in the steps, so that a resumed loop continues there.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& step_base_& last_step_& epoch_ended_;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr size_t kFull = size_t{1} << 16;
  static constexpr std::chrono::seconds kLongest{10};

  void open();

  void add(const std::string& tag, int64_t step, double value);

  void begin_session();

  void flush();

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

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/tensorboard.hpp>
#endif
