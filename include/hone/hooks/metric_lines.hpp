// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/hooks/metric.hpp>
#include <hone/detail/journal/timestamp.hpp>
#include <hone/detail/python_repr.hpp>
#include <hone/error.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/phase.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// The hook that prints `name=value` lines after each epoch, which Katib's StdOut and File metrics
/// collectors read as they are, and so can anything that reads lines:
///
///   epoch=3
///   accuracy=0.9125
///   train-loss=0.25
///
///   auto hooks = hone::hooks(
///       hone::metric_lines(stdout).value_name("accuracy").with("train-loss", train_loss));
///
/// Names are made of what Katib's filter takes: letters, digits, '_', '-' and '|'. A value that is
/// NaN or infinite has no line, for Katib cannot read it. The lines of an epoch are written at
/// once. It belongs to one loop; the stream must outlive it.
class MetricLines {
 public:
  static constexpr Phase phase = Phase::keep;

  explicit MetricLines(std::FILE* stream) : stream_(stream) {}

  /// What the epochs' values are called. Default: "value".
  template <class = void>
  MetricLines& value_name(std::string name) & {
    check(name);
    detail::check_metric_name(metrics_, "metric_lines", name);
    detail::check_metric_name({{"epoch", nullptr}}, "metric_lines", name);
    value_name_ = std::move(name);
    return *this;
  }
  template <class = void>
  MetricLines&& value_name(std::string name) && {
    return std::move(value_name(std::move(name)));
  }

  /// Prints a variable too, as it is whenever an epoch ends: a number or a tensor of one, by
  /// reference; or what a function returns, which is kept.
  template <class T>
  MetricLines& with(std::string name, T&& source) & {
    check(name);
    detail::add_metric(metrics_, "metric_lines", {"epoch", value_name_}, std::move(name),
                       std::forward<T>(source));
    return *this;
  }
  template <class T>
  MetricLines&& with(std::string name, T&& source) && {
    return std::move(with(std::move(name), std::forward<T>(source)));
  }

  /// Begins each line with the time, as RFC 3339 has it and Katib reads it.
  MetricLines& timestamps(bool on) & {
    timestamps_ = on;
    return *this;
  }
  MetricLines&& timestamps(bool on) && { return std::move(timestamps(on)); }

  template <class = void>
  void on_epoch_end(const EpochEnd& event) {
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

 private:
  static void check(const std::string& name) {
    for (const char c : name)
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '_' || c == '-' || c == '|'))
        throw ArgumentError("hone: metric_lines cannot print \"" + name +
                            "\", since Katib would read only a part of that name; use letters, "
                            "digits, '_', '-' and '|'");
    if (name.empty()) throw ArgumentError("hone: metric_lines needs a name for each value");
  }

  std::FILE* stream_;
  std::string value_name_ = "value";
  std::vector<detail::Metric> metrics_;
  bool timestamps_ = false;
};

inline MetricLines metric_lines(std::FILE* stream) { return MetricLines(stream); }

}  // namespace v0
}  // namespace hone
