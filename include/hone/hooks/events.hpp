// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/next.hpp>

#include <cstdint>
#include <limits>

namespace hone {
inline namespace HONE_ABI {

namespace detail {
class Loop;
}

// Events are plain aggregates of numbers: a hook's unit test can write
// `hook.on_epoch_end(hone::EpochEnd{3, 0.25})`. `loop` is for hooks that save, and null in such a
// test.

/// A step (batch, rollout, iteration) ended.
struct StepEnd {
  int64_t step = 0;
  double value = std::numeric_limits<double>::quiet_NaN();
  Next next = Next::proceed;  ///< the merged answer, for hooks of Phase::keep and Phase::save
  detail::Loop* loop = nullptr;
};

/// An epoch ended and was validated.
struct EpochEnd {
  int64_t epoch = 0;
  double value = std::numeric_limits<double>::quiet_NaN();
  Next next = Next::proceed;  ///< the merged answer, for hooks of Phase::keep and Phase::save
  bool is_best = false;  ///< on_trial_end() would return this epoch's value if the loop ended now
  detail::Loop* loop = nullptr;
};

/// The loop ended, early or not. If `next` is pause, it will be resumed later.
struct LoopEnd {
  Next next = Next::proceed;  ///< the worst answer so far
  /// What on_trial_end() returns, unless the best epoch turns out not to have been saved.
  double value = std::numeric_limits<double>::quiet_NaN();
  detail::Loop* loop = nullptr;
};

}  // namespace HONE_ABI
}  // namespace hone
