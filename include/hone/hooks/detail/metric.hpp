// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A user's metric that a hook writes at the end of each epoch.
struct Metric {
  std::string name;
  std::function<double()> read;
};

/// Throws ArgumentError if one of the metrics has the name.
void check_metric_name(const std::vector<Metric>& metrics, const char* whose,
                       const std::string& name);

/// Adds the metric of `with(name, source)`: a variable that is a number or a one-element tensor,
/// read each time, or a function, which is stored. `whose` is the hook; `taken` are names that it
/// uses itself.
template <class T>
void add_metric(std::vector<Metric>& metrics, const char* whose,
                const std::vector<std::string>& taken, std::string name, T&& source) {
  check_metric_name(metrics, whose, name);
  for (const std::string& own : taken) check_metric_name({{own, nullptr}}, whose, name);
  if constexpr (std::is_invocable_v<std::decay_t<T>&>) {
    metrics.push_back({std::move(name), [f = std::decay_t<T>(std::forward<T>(source))]() mutable {
                         return read_value(f());
                       }});
  } else {
    static_assert(std::is_lvalue_reference_v<T>,
                  "hone: a metric is looked at when each epoch ends, so it must be a variable that "
                  "stays: pass one, or a function");
    metrics.push_back({std::move(name), [&source] { return read_value(source); }});
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/detail/impl/metric.hpp>
#endif
