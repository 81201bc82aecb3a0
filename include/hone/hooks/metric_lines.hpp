// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/detail/metric.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/phase.hpp>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// The hook that prints `name=value` lines after each epoch. Katib's StdOut and File metrics
/// collectors read them as they are, and so can any line-based tool:
///
///   epoch=3
///   accuracy=0.9125
///   train-loss=0.25
///
///   auto hooks = hone::hooks(
///       hone::metric_lines(stdout).value_name("accuracy").with("train-loss", train_loss));
///
/// Names may contain what Katib's filter accepts: letters, digits, '_', '-' and '|'. A NaN or
/// infinite value has no line, since Katib cannot read it. The lines of an epoch are written in one
/// call. It belongs to one loop; the stream must outlive it.
class MetricLines {
 public:
  static constexpr Phase phase = Phase::keep;

  explicit MetricLines(std::FILE* stream) : stream_(stream) {}

  /// Name of the epochs' value. Default: "value".
  MetricLines& value_name(std::string name) &;
  MetricLines&& value_name(std::string name) && { return std::move(value_name(std::move(name))); }

  /// Also prints a metric, with its value at the end of each epoch: a variable that is a number or
  /// a one-element tensor, held by reference; or the result of a function, which is stored.
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

  /// Starts each line with the time in RFC 3339 format, which Katib reads. Default: false.
  MetricLines& timestamps(bool on) & {
    timestamps_ = on;
    return *this;
  }
  MetricLines&& timestamps(bool on) && { return std::move(timestamps(on)); }

  void on_epoch_end(const EpochEnd& event);

 private:
  static void check(const std::string& name);

  std::FILE* stream_;
  std::string value_name_ = "value";
  std::vector<detail::Metric> metrics_;
  bool timestamps_ = false;
};

inline MetricLines metric_lines(std::FILE* stream) { return MetricLines(stream); }

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/metric_lines.hpp>
#endif
