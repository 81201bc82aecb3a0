// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/events.hpp>
#include <hone/hooks/hook_set.hpp>
#include <hone/hooks/phase.hpp>
#include <hone/mlflow/detail/channel.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// A hook that sends a loop's metrics to MLflow; created by MlflowTracker::hook.
///
///   auto hooks = hone::hooks(hone::report(trial), mlflow.hook(trial).metric("loss", loss));
///
/// At the end of each epoch it sends the epoch's value as `epoch_value`, and the variables named in
/// `metric`. With `every_steps` it also sends values of steps, as `step_value`. Metrics are written
/// to the spool and sent by the tracker's thread: the loop never waits for a server, and no call
/// throws. Variables are held by reference. Use one hook per loop.
class MlflowHook {
 public:
  static constexpr Phase phase = Phase::keep;

  /// Sends this variable at the end of each epoch: a number, a tensor of one element, or a function
  /// that returns a number. Only a function may be a temporary.
  template <class T>
  MlflowHook& metric(const std::string& name, T&& variable) & {
    epoch_metrics_.push_back({channel_.key(name), reader(std::forward<T>(variable))});
    return *this;
  }
  template <class T>
  MlflowHook&& metric(const std::string& name, T&& variable) && {
    return std::move(metric(name, std::forward<T>(variable)));
  }

  /// The same at each step that `every_steps` selects.
  template <class T>
  MlflowHook& step_metric(const std::string& name, T&& variable) & {
    step_metrics_.push_back({channel_.key(name), reader(std::forward<T>(variable))});
    return *this;
  }
  template <class T>
  MlflowHook&& step_metric(const std::string& name, T&& variable) && {
    return std::move(step_metric(name, std::forward<T>(variable)));
  }

  /// Sends every n-th step; 0: none. Default: 0.
  MlflowHook& every_steps(int64_t steps) &;
  MlflowHook&& every_steps(int64_t steps) && { return std::move(every_steps(steps)); }

  /// Sends a parameter, a tag or a file for this run at once. The file must not change until it is
  /// sent.
  MlflowHook& param(const std::string& name, const Value& value) &;
  MlflowHook& tag(const std::string& name, const Value& value) &;
  MlflowHook& artifact(const std::string& path, const std::string& name) &;
  MlflowHook&& param(const std::string& name, const Value& value) && {
    return std::move(param(name, value));
  }
  MlflowHook&& tag(const std::string& name, const Value& value) && {
    return std::move(tag(name, value));
  }
  MlflowHook&& artifact(const std::string& path, const std::string& name) && {
    return std::move(artifact(path, name));
  }

  // Called by the hook set.

  bool wants_step(int64_t step) const { return every_steps_ > 0 && step % every_steps_ == 0; }
  void on_step_end(const StepEnd& event) {
    if (wants_step(event.step)) send("step_value", event.value, event.step, step_metrics_);
  }
  void on_epoch_end(const EpochEnd& event) {
    send("epoch_value", event.value, event.epoch, epoch_metrics_);
  }
  void on_trial_end(const LoopEnd& event);

 private:
  friend class MlflowTracker;

  struct Metric {
    std::string key;
    std::function<double()> read;
  };

  MlflowHook(detail::MlflowChannel channel, detail::MlflowRecord record)
      : channel_(std::move(channel)), record_(std::move(record)) {}

  template <class T>
  static std::function<double()> reader(T&& variable) {
    using Plain = std::remove_reference_t<T>;
    if constexpr (std::is_invocable_r_v<double, Plain&>) {
      if constexpr (std::is_lvalue_reference_v<T>)
        return [&variable] { return static_cast<double>(variable()); };
      else
        return std::forward<T>(variable);
    } else {
      static_assert(std::is_lvalue_reference_v<T>,
                    "hone: a metric is a variable, which is looked at later, or a function; this "
                    "is a temporary");
      return [&variable] { return detail::read_value(variable); };
    }
  }

  void send(const char* name, double value, int64_t step, const std::vector<Metric>& metrics);

  detail::MlflowChannel channel_;
  detail::MlflowRecord record_;  // identifies the run; has no items
  std::vector<Metric> epoch_metrics_, step_metrics_;
  int64_t every_steps_ = 0;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/impl/hook.hpp>
#endif
