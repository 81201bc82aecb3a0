// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/step_values.hpp>

#include <cstdint>
#include <iterator>

namespace hone {
inline namespace v0 {
namespace detail {

/// Whether the newest report is one to look at: the first in its interval of `interval_steps`,
/// counted from `n_warmup_steps`, and not before that. (Optuna: _is_first_in_interval_step.)
template <class = void>
inline bool is_first_in_interval(const StepValues& reports, int64_t n_warmup_steps,
                                 int64_t interval_steps) {
  if (reports.empty()) return false;
  const int64_t step = reports.rbegin()->first;
  if (step < n_warmup_steps) return false;
  const int64_t begin = (step - n_warmup_steps) / interval_steps * interval_steps + n_warmup_steps;
  return reports.size() == 1 || std::next(reports.rbegin())->first < begin;
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
