// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/text/json_distribution.hpp>
#include <hone/records/text/timestamp.hpp>
#include <hone/storages/storage.hpp>

#include <string>

namespace hone_test {

/// A complete record as text, for comparison and for error messages.
inline std::string describe(const hone::FrozenTrial& trial) {
  namespace detail = hone::detail;
  std::string text = std::to_string(trial.number) + " state " +
                     std::to_string(static_cast<int>(trial.state)) + " values";
  for (const double value : trial.values) detail::append_json(text += ' ', value);
  text += " params";
  for (const hone::Param& param : trial.params) {
    detail::append_json(text += ' ' + param.name + '=', param.internal);
    text += detail::distribution_to_json(*param.distribution);
  }
  text += " reports";
  for (const auto& [step, value] : trial.intermediate_values)
    detail::append_json(text += ' ' + std::to_string(step) + '=', value);
  text += " user " + detail::to_json(trial.user_attrs) + " system " +
          detail::to_json(trial.system_attrs);
  if (trial.datetime_start) text += " start " + detail::to_timestamp(*trial.datetime_start);
  if (trial.datetime_complete) text += " end " + detail::to_timestamp(*trial.datetime_complete);
  return text + " worker " + trial.worker;
}

inline std::string describe(const hone::StudyRecord& record) {
  namespace detail = hone::detail;
  std::string text = record.name + " directions";
  for (const hone::Direction direction : record.directions)
    text += ' ' + std::to_string(static_cast<int>(direction));
  text += "\nuser " + detail::to_json(record.user_attrs) + " system " +
          detail::to_json(record.system_attrs) + "\nfinished";
  for (const int64_t number : record.finished) text += ' ' + std::to_string(number);
  text += "\nunfinished";
  for (const int64_t number : record.unfinished) text += ' ' + std::to_string(number);
  for (const hone::FrozenTrial& trial : record.trials) text += '\n' + describe(trial);
  return text;
}

inline std::string describe(hone::Storage& storage, int64_t study) {
  std::string text;
  storage.read(study, [&](const hone::StudyRecord& record) { text = describe(record); });
  return text;
}

}  // namespace hone_test
