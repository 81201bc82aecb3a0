// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/time_point.hpp>
#include <hone/records/value.hpp>
#include <hone/study.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A study as JSON for the script of a report. Columns rather than records, which would be three
/// times the size. JSON has no NaN and no Infinity, so they are written as text. '<' is escaped, so
/// that no text ends the enclosing element.
class ReportData {
 public:
  ReportData(const Study& study, const std::vector<std::string>& value_names);

  std::string take();

 private:
  static int64_t milliseconds(TimePoint time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  }

  /// NaN inside an attribute would break the page, so such an attribute is written as text.
  static Value plain(const Value& value);
  static Attributes plain(Attributes attributes);

  std::vector<int64_t> best() const;

  void append(double number);

  template <class List, class Append>
  void list(const char* key, const List& elements, Append append) {
    text_ += key;
    text_ += '[';
    for (const auto& element : elements) {
      if (text_.back() != '[') text_ += ',';
      append(element);
    }
    text_ += ']';
  }

  void add_importances(const std::vector<FrozenTrial>& trials);

  void add_trials(const std::vector<FrozenTrial>& trials);

  /// [[step, ...], [value, ...]], or 0 if there are none.
  void add_reports(const FrozenTrial& trial);

  void add_params(const std::vector<FrozenTrial>& trials);

  void add_attributes(const std::vector<FrozenTrial>& trials);

  const Study& study_;
  std::string text_;
};

inline std::string report_data(const Study& study, const std::vector<std::string>& value_names) {
  return ReportData(study, value_names).take();
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/report/detail/impl/report_data.hpp>
#endif
