// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/detail/rungs.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void Rungs::add(const FrozenTrial& trial) {
  const std::string prefix = "completed_rung_";
  for (auto attr = trial.system_attrs.lower_bound(prefix);
       attr != trial.system_attrs.end() && attr->first.compare(0, prefix.size(), prefix) == 0;
       ++attr) {
    std::vector<double>& sorted = finished_[attr->first];
    const double value = attr->second.as<double>();
    sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), value), value);
  }
}

HONE_INLINE bool Rungs::reaches(int64_t step, const Rules& rules, int64_t rung) {
  int64_t due = rules.min_resource;
  for (int64_t i = 0; i < rules.min_early_stopping_rate + rung; ++i) {
    if (due > step / rules.reduction_factor) return false;
    due *= rules.reduction_factor;
  }
  return step >= due;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
