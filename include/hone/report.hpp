// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/study.hpp>

#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Texts in a report that the study does not contain.
class ReportOptions {
 public:
  /// The heading. Default: the study's name.
  ReportOptions& title(std::string text) {
    title_ = std::move(text);
    return *this;
  }
  /// Names of the objectives, in order. Default: "Value", or "Value 0", "Value 1", ...
  ReportOptions& value_names(std::vector<std::string> names) {
    value_names_ = std::move(names);
    return *this;
  }

  const std::string& title() const { return title_; }
  const std::vector<std::string>& value_names() const { return value_names_; }

 private:
  std::string title_;
  std::vector<std::string> value_names_;
};

/// Writes a study's records as one HTML page that any browser opens offline: optimization history,
/// importances, parallel coordinates, slices, intermediate values, timeline, the Pareto front of
/// several objectives, and a table of all trials to sort and filter.
///
///   hone::write_report(study, "report.html");
///
/// The file is replaced atomically; any thread and any process may write it while the study runs.
/// If a trial reported more than 200 values, 200 evenly spaced ones and the last are drawn. Throws
/// CheckpointError if the file cannot be written.
void write_report(const Study& study, const std::string& path, const ReportOptions& options = {});

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/report/impl/report.hpp>
#endif
