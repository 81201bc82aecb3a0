// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/python_value_repr.hpp>
#include <hone/detail/retry.hpp>
#include <hone/hooks/progress.hpp>

#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <utility>

namespace hone {
inline namespace v0 {

/// A study's hook that writes a line for each trial that this process ends, as Optuna 5 does:
///
///   [I 2026-11-23 15:20:17,123] Trial 4 finished with value: 0.25 and parameters: {'lr': 0.001}.
///   Best is trial 2 with value: 0.125.
///
///   study.attach(hone::log_trials());          // to stderr
///   study.attach(hone::log_trials(progress));  // above the line of a hone::Progress
///
/// The time is the trial's end, in this machine's time zone. Any thread.
template <class T>
class BasicLogTrials {
 public:
  explicit BasicLogTrials(std::FILE* stream = stderr)
      : line_(
            std::make_shared<detail::LiveLine>(std::make_shared<detail::StreamTerminal>(stream))) {}
  explicit BasicLogTrials(const BasicProgress<T>& above) : line_(above.state_->line) {}

  void on_trial_end(const TrialEnd& event) {
    const FrozenTrial& trial = event.trial;
    const std::string name = "Trial " + std::to_string(trial.number);
    const auto write = [&](char level, const std::string& message) {
      const bool has_color = line_->terminal().has_color;
      line_->print((has_color ? level == 'I' ? "\x1b[32m" : "\x1b[33m" : "") +
                   header(level, trial) + (has_color ? "\x1b[0m " : " ") + name + ' ' + message +
                   '\n');
    };
    if (trial.state == TrialState::pruned) return write('I', "pruned. ");
    if (trial.state == TrialState::fail) {
      const std::string reason = detail::fail_reason(trial);
      const bool was_nan = reason == detail::kValueWasNan;
      write('W', "failed with parameters: " + params(trial) + " because of the following error: " +
                     (was_nan ? "The value nan is not acceptable" : reason) + '.');
      return write('W', was_nan ? "failed with value nan." : "failed with value None.");
    }
    std::string text =
        trial.values.size() == 1 ? "finished with value: " : "finished with values: [";
    for (size_t i = 0; i < trial.values.size(); ++i)
      text += (i == 0 ? "" : ", ") + detail::python_repr(trial.values[i]);
    text += (trial.values.size() == 1 ? "" : "]") + std::string(" and parameters: ") +
            params(trial) + '.';
    if (event.best_number >= 0)
      text += " Best is trial " + std::to_string(event.best_number) +
              " with value: " + detail::python_repr(event.best_value) + '.';
    write('I', text);
  }

 private:
  /// [I 2026-11-23 15:20:17,123]
  static std::string header(char level, const FrozenTrial& trial) {
    using namespace std::chrono;
    const auto ticks = duration_cast<milliseconds>(
                           trial.datetime_complete.value_or(system_clock::now()).time_since_epoch())
                           .count();
    const auto seconds = static_cast<std::time_t>(ticks / 1000);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    char text[64], date[32];
    std::strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &local);
    std::snprintf(text, sizeof text, "[%c %s,%03d]", level, date, static_cast<int>(ticks % 1000));
    return text;
  }

  /// A Python dict.
  static std::string params(const FrozenTrial& trial) {
    std::string text = "{";
    for (const Param& param : trial.params)
      text += (text.size() == 1 ? "" : ", ") + detail::python_repr(std::string_view(param.name)) +
              ": " + detail::python_repr(param.value());
    return text + '}';
  }

  std::shared_ptr<detail::LiveLine> line_;
};

template <class T = void>
inline BasicLogTrials<T> log_trials(std::FILE* stream = stderr) {
  return BasicLogTrials<T>(stream);
}
template <class T>
inline BasicLogTrials<T> log_trials(const BasicProgress<T>& above) {
  return BasicLogTrials<T>(above);
}

}  // namespace v0
}  // namespace hone
