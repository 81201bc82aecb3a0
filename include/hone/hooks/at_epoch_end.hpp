// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/events.hpp>

#include <type_traits>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

namespace detail {

template <class F>
struct AtStepEnd {
  mutable F f;
  auto on_step_end(const StepEnd& event) const { return f(event); }
};
template <class F>
struct AtEpochEnd {
  mutable F f;
  auto on_epoch_end(const EpochEnd& event) const { return f(event); }
};
template <class F>
struct AtTrialEnd {
  mutable F f;
  auto on_trial_end(const LoopEnd& event) const { return f(event); }
};

}  // namespace detail

/// Makes a hook from a function that returns void or Next:
///
///   hone::hooks(hone::at_epoch_end([&](const hone::EpochEnd& event) {
///     return std::isnan(event.value) ? hone::Next::prune : hone::Next::proceed;
///   }));
template <class F>
detail::AtStepEnd<std::decay_t<F>> at_step_end(F&& f) {
  static_assert(std::is_invocable_v<std::decay_t<F>&, const StepEnd&>,
                "hone: what at_step_end is given cannot be called with (const hone::StepEnd&)");
  return {std::forward<F>(f)};
}
template <class F>
detail::AtEpochEnd<std::decay_t<F>> at_epoch_end(F&& f) {
  static_assert(std::is_invocable_v<std::decay_t<F>&, const EpochEnd&>,
                "hone: what at_epoch_end is given cannot be called with (const hone::EpochEnd&)");
  return {std::forward<F>(f)};
}
template <class F>
detail::AtTrialEnd<std::decay_t<F>> at_trial_end(F&& f) {
  static_assert(std::is_invocable_v<std::decay_t<F>&, const LoopEnd&>,
                "hone: what at_trial_end is given cannot be called with (const hone::LoopEnd&)");
  return {std::forward<F>(f)};
}

}  // namespace HONE_ABI
}  // namespace hone
