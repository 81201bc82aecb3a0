// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/detail/check_hook.hpp>
#include <hone/hooks/detail/loop.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/phase.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// How a hook set calls a hook of type T: each member of the protocol (see hone/hooks.hpp), with
/// its default for a hook that does not have it.
template <class T>
struct HookCalls {
  static constexpr Phase phase(const T&) {
    if constexpr (has_phase<T>())
      return T::phase;
    else
      return Phase::decide;
  }

  static Next call(T& hook, const StepEnd& event) {
    if constexpr (!listens_to_steps<T>)
      return Next::proceed;
    else if constexpr (std::is_void_v<StepEndCall<T, StepEnd>>)
      return hook.on_step_end(event), Next::proceed;
    else
      return hook.on_step_end(event);
  }
  static Next call(T& hook, const EpochEnd& event) {
    if constexpr (!listens_to_epochs<T>)
      return Next::proceed;
    else if constexpr (std::is_void_v<EpochEndCall<T, EpochEnd>>)
      return hook.on_epoch_end(event), Next::proceed;
    else
      return hook.on_epoch_end(event);
  }
  static Next call(T& hook, const LoopEnd& event) {
    if constexpr (!listens_to_end<T>)
      return Next::proceed;
    else if constexpr (std::is_void_v<TrialEndCall<T, LoopEnd>>)
      return hook.on_trial_end(event), Next::proceed;
    else
      return hook.on_trial_end(event);
  }

  template <class U>
  using WantsStep = std::enable_if_t<
      std::is_convertible_v<decltype(std::declval<U&>().wants_step(int64_t{})), bool>>;
  static bool wants_step(T& hook, int64_t step) {
    if constexpr (!listens_to_steps<T>)
      return false;
    else if constexpr (is_valid<WantsStep, T>)
      return hook.wants_step(step);
    else
      return true;
  }

  static constexpr bool listens_to_epochs_only(const T&) {
    return listens_to_epochs<T> && !listens_to_steps<T>;
  }

  template <class U>
  using HasDirection = std::enable_if_t<
      std::is_same_v<std::decay_t<decltype(std::declval<U&>().direction())>, Direction>>;
  static Direction direction(T& hook) {
    if constexpr (is_valid<HasDirection, T>)
      return hook.direction();
    else
      return Direction::not_set;
  }

  template <class U>
  using KeepsLast =
      std::enable_if_t<std::is_convertible_v<decltype(std::declval<U&>().keeps_last()), bool>>;
  static bool keeps_last(T& hook) {
    if constexpr (is_valid<KeepsLast, T>)
      return hook.keeps_last();
    else
      return false;
  }

  template <class U>
  using Answered = decltype(std::declval<U&>().answered(Next{}));
  static void answered(T& hook, Next next) {
    if constexpr (is_valid<Answered, T>) hook.answered(next);
  }

  template <class U>
  using HasHistory = std::enable_if_t<
      std::is_convertible_v<decltype(std::declval<U&>().history()), std::map<int64_t, double>>>;
  static std::map<int64_t, double> history(T& hook) {
    if constexpr (is_valid<HasHistory, T>)
      return hook.history();
    else
      return {};
  }

  template <class U>
  using Resume = std::enable_if_t<
      std::is_same_v<decltype(std::declval<U&>().resume(std::declval<Loop&>())), bool>>;
  static constexpr bool can_resume(const T&) { return is_valid<Resume, T>; }
  static bool resume(T& hook, Loop& loop) {
    if constexpr (is_valid<Resume, T>)
      return hook.resume(loop);
    else
      return false;
  }

  template <class U>
  using HasName =
      std::enable_if_t<std::is_convertible_v<decltype(std::declval<U&>().name()), std::string>>;
  static std::string name(T& hook) {
    if constexpr (is_valid<HasName, T>)
      return hook.name();
    else
      return {};
  }

  /// Adds the hook's state, if it has one, under its name, or an empty one.
  static void add_state(T& hook, std::vector<HookState>& states) {
    if constexpr (has_state<T>)
      states.push_back(
          {name(hook), const_cast<void*>(static_cast<const void*>(&hook)), &write, &read});
  }

 private:
  // Called directly, not with `archive & hook`: hooks are neither tracked nor created by the
  // archive, and no compiled part of Boost is needed. The class's version is written all the same.
  static void write(void* hook, StateWriter& writer) {
    unsigned version = StateVersion<std::remove_const_t<T>>::value;
    writer& version;
    static_cast<T*>(hook)->serialize(writer, version);
  }
  static void read(void* hook, StateReader& reader) {
    unsigned version = 0;
    reader& version;
    static_cast<T*>(hook)->serialize(reader, version);
  }
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
