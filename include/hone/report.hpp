// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/atomic_file.hpp>
#include <hone/detail/report_data.hpp>
#include <hone/study.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

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

/// Text as HTML shows it.
inline std::string html_text(const std::string& text) {
  std::string html;
  for (const char c : text) c == '<' ? html += "&lt;" : c == '&' ? html += "&amp;" : html += c;
  return html;
}

/// The page with each {{name}} replaced. What is put in is not looked at again.
inline std::string fill_page(const std::string& page,
                             const std::map<std::string, std::string>& parts) {
  std::string filled;
  for (size_t at = 0; at < page.size();) {
    const size_t open = page.find("{{", at), close = page.find("}}", open);
    filled.append(page, at, open - at);
    if (open == std::string::npos) break;
    filled += parts.at(page.substr(open + 2, close - open - 2));
    at = close + 2;
  }
  return filled;
}

}  // namespace detail

inline void write_report(const Study& study, const std::string& path,
                         const ReportOptions& options) {
  const std::string title = options.title().empty() ? study.name() : options.title();
  detail::replace_text(
      path, detail::fill_page(detail::kReportPage,
                              {{"title", detail::html_text(title)},
                               {"style", detail::kReportStyle},
                               {"script", detail::kReportScript},
                               {"data", detail::report_data(study, options.value_names())}}));
}

}  // namespace v0
}  // namespace hone
