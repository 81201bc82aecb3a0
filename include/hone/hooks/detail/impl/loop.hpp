// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/detail/loop.hpp>

#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void Progress::end_step(int64_t its_step) {
  step = its_step;
  in_epoch = true;
}

HONE_INLINE void Progress::end_epoch(int64_t its_epoch, double value, bool is_best) {
  epoch = its_epoch;
  epoch_ended = true;
  in_epoch = false;
  last = value;
  if (is_best) {
    best = value;
    best_epoch = its_epoch;
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
