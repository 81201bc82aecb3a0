// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/hooks/early_stop.hpp>
#include <hone/hooks/events.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/next.hpp>

#include <cmath>
#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE EarlyStop::EarlyStop(int64_t patience, Direction direction)
    : patience_(patience), direction_(direction) {
  if (patience < 1)
    throw ArgumentError("hone: early_stop with a patience of " + std::to_string(patience) +
                        "; wait for at least 1 epoch");
  if (direction == Direction::not_set)
    throw ArgumentError("hone: early_stop needs Direction::minimize or Direction::maximize");
}

HONE_INLINE EarlyStop& EarlyStop::min_delta(double delta) & {
  if (!(delta >= 0 && std::isfinite(delta)))
    throw ArgumentError("hone: early_stop's min_delta is a finite number of at least 0");
  min_delta_ = delta;
  return *this;
}

HONE_INLINE Next EarlyStop::on_epoch_end(const EpochEnd& event) {
  const double gain = direction_ == Direction::minimize ? best_ - event.value : event.value - best_;
  if (std::isfinite(event.value) && (std::isnan(best_) || gain > min_delta_)) {
    best_ = event.value;
    waited_ = 0;
  } else {
    ++waited_;
  }
  return waited_ < patience_ ? Next::proceed : Next::stop;
}

}  // namespace HONE_ABI
}  // namespace hone
