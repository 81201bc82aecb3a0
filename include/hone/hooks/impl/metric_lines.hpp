// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/hooks/detail/metric.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/metric_lines.hpp>
#include <hone/records/text/python_repr.hpp>
#include <hone/records/text/timestamp.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE MetricLines& MetricLines::value_name(std::string name) & {
  check(name);
  detail::check_metric_name(metrics_, "metric_lines", name);
  detail::check_metric_name({{"epoch", nullptr}}, "metric_lines", name);
  value_name_ = std::move(name);
  return *this;
}

HONE_INLINE void MetricLines::on_epoch_end(const EpochEnd& event) {
  const std::string time =
      timestamps_ ? detail::to_timestamp(std::chrono::system_clock::now()) + ' ' : "";
  std::string lines = time + "epoch=" + std::to_string(event.epoch) + '\n';
  const auto add = [&](const std::string& name, double value) {
    if (std::isfinite(value)) lines += time + name + '=' + detail::python_repr(value) + '\n';
  };
  add(value_name_, event.value);
  for (const detail::Metric& metric : metrics_) add(metric.name, metric.read());
  std::fwrite(lines.data(), 1, lines.size(), stream_);
  std::fflush(stream_);
}

HONE_INLINE void MetricLines::check(const std::string& name) {
  for (const char c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
          c == '-' || c == '|'))
      throw ArgumentError("hone: metric_lines cannot print \"" + name +
                          "\", since Katib would read only a part of that name; use letters, "
                          "digits, '_', '-' and '|'");
  if (name.empty()) throw ArgumentError("hone: metric_lines needs a name for each value");
}

}  // namespace HONE_ABI
}  // namespace hone
