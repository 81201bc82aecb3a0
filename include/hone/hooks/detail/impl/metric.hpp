// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/hooks/detail/metric.hpp>

#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void check_metric_name(const std::vector<Metric>& metrics, const char* whose,
                                   const std::string& name) {
  for (const Metric& metric : metrics)
    if (metric.name == name)
      throw ArgumentError(std::string("hone: ") + whose + " writes \"" + name +
                          "\" already; choose another name");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
