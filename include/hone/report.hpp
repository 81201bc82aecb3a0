// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/study.hpp>

#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// What a report is to say beyond what the study knows.
class ReportOptions {
 public:
  /// The heading. Default: the study's name.
  ReportOptions& title(std::string text) {
    title_ = std::move(text);
    return *this;
  }
  /// What the objectives are called, in their order. Default: "Value", or "Value 0", "Value 1", ...
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

/// Writes what is on record of a study as one HTML page, which any browser opens without a network:
/// optimization history, importances, parallel coordinates, slices, intermediate values, timeline,
/// the Pareto front of several objectives, and all trials in a table to sort and filter.
///
///   hone::write_report(study, "report.html");
///
/// The file is replaced whole; any thread and any process may write it while the study runs.
/// Of a trial that reported more than 200 values, 200 at even distances and the last are drawn.
/// Throws CheckpointError where the file cannot be written.
void write_report(const Study& study, const std::string& path, const ReportOptions& options = {});

namespace detail {

// The page, in files of their own: each is one raw string.
inline constexpr char kReportPage[] =
#include <hone/report/page.html>
    ;
inline constexpr char kReportStyle[] =
#include <hone/report/style.css>
    ;
inline constexpr char kReportScript[] =
#include <hone/report/script.js>
    ;

}  // namespace detail

void write_report(const Study& study, const std::string& path, const ReportOptions& options);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/report/impl/report.hpp>
#endif
