// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/atomic_file.hpp>
#include <hone/report.hpp>
#include <hone/report/detail/report_data.hpp>
#include <hone/study.hpp>

#include <cstddef>
#include <map>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// The page, in separate files: each is one raw string.
inline constexpr char kReportPage[] =
#include <hone/report/page.html>
    ;
inline constexpr char kReportStyle[] =
#include <hone/report/style.css>
    ;
inline constexpr char kReportScript[] =
#include <hone/report/script.js>
    ;

/// Escapes text for HTML.
HONE_INLINE std::string html_text(const std::string& text) {
  std::string html;
  for (const char c : text) c == '<' ? html += "&lt;" : c == '&' ? html += "&amp;" : html += c;
  return html;
}

/// Returns the page with each {{name}} replaced. Replaced text is not searched again.
HONE_INLINE std::string fill_page(const std::string& page,
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

HONE_INLINE void write_report(const Study& study, const std::string& path,
                              const ReportOptions& options) {
  const std::string title = options.title().empty() ? study.name() : options.title();
  detail::replace_text(
      path, detail::fill_page(detail::kReportPage,
                              {{"title", detail::html_text(title)},
                               {"style", detail::kReportStyle},
                               {"script", detail::kReportScript},
                               {"data", detail::report_data(study, options.value_names())}}));
}

}  // namespace HONE_ABI
}  // namespace hone
