// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/detail/pruning_interval.hpp>
#include <hone/records/step_values.hpp>

#include <cstdint>
#include <iterator>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE bool is_first_in_interval(const StepValues& reports, int64_t n_warmup_steps,
                                      int64_t interval_steps) {
  if (reports.empty()) return false;
  const int64_t step = reports.rbegin()->first;
  if (step < n_warmup_steps) return false;
  const int64_t begin = (step - n_warmup_steps) / interval_steps * interval_steps + n_warmup_steps;
  return reports.size() == 1 || std::next(reports.rbegin())->first < begin;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
