// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/step_values.hpp>

#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Whether to judge the newest report: it is the first in its interval of `interval_steps`, counted
/// from `n_warmup_steps`, and not before the warm-up's end. (Optuna: _is_first_in_interval_step.)
bool is_first_in_interval(const StepValues& reports, int64_t n_warmup_steps,
                          int64_t interval_steps);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/detail/impl/pruning_interval.hpp>
#endif
