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
  MetricLines& value_name(std::string name) &;
  MetricLines&& value_name(std::string name) && { return std::move(value_name(std::move(name))); }

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
