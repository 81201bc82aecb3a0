// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/detail/live_line.hpp>
#include <hone/hooks/log_trials.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/text/python_repr.hpp>
#include <hone/records/text/python_value_repr.hpp>
#include <hone/study/detail/retry.hpp>
#include <hone/study/detail/trial_core.hpp>
#include <hone/study/trial_end.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE LogTrials::LogTrials(std::FILE* stream)
    : line_(std::make_shared<detail::LiveLine>(std::make_shared<detail::StreamTerminal>(stream))) {}

HONE_INLINE void LogTrials::on_trial_end(const TrialEnd& event) {
  const FrozenTrial& trial = event.trial;
  const std::string name = "Trial " + std::to_string(trial.number);
  const auto write = [&](char level, const std::string& message) {
    const bool has_color = line_->terminal().has_color;
    line_->print((has_color ? level == 'I' ? "\x1b[32m" : "\x1b[33m" : "") + header(level, trial) +
                 (has_color ? "\x1b[0m " : " ") + name + ' ' + message + '\n');
  };
  if (trial.state == TrialState::pruned) return write('I', "pruned. ");
  if (trial.state == TrialState::fail) {
    const std::string reason = detail::fail_reason(trial);
    const bool was_nan = reason == detail::kValueWasNan;
    write('W', "failed with parameters: " + params(trial) + " because of the following error: " +
                   (was_nan ? "The value nan is not acceptable" : reason) + '.');
    return write('W', was_nan ? "failed with value nan." : "failed with value None.");
  }
  std::string text = trial.values.size() == 1 ? "finished with value: " : "finished with values: [";
  for (size_t i = 0; i < trial.values.size(); ++i)
    text += (i == 0 ? "" : ", ") + detail::python_repr(trial.values[i]);
  text += (trial.values.size() == 1 ? "" : "]") + std::string(" and parameters: ") + params(trial) +
          '.';
  if (event.best_number >= 0)
    text += " Best is trial " + std::to_string(event.best_number) +
            " with value: " + detail::python_repr(event.best_value) + '.';
  write('I', text);
}

HONE_INLINE std::string LogTrials::header(char level, const FrozenTrial& trial) {
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

HONE_INLINE std::string LogTrials::params(const FrozenTrial& trial) {
  std::string text = "{";
  for (const Param& param : trial.params)
    text += (text.size() == 1 ? "" : ", ") + detail::python_repr(std::string_view(param.name)) +
            ": " + detail::python_repr(param.value());
  return text + '}';
}

}  // namespace HONE_ABI
}  // namespace hone
