// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/hooks/any_hook.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

namespace detail {

/// The value as a number; for a tensor this waits for its device.
template <class V>
double read_value(const V& value) {
  if constexpr (std::is_convertible_v<const V&, double>) {
    return static_cast<double>(value);
  } else {
    return value.template item<double>();
  }
}

template <class V>
using ItemCall = decltype(std::declval<const V&>().template item<double>());

/// What an event accepts as its value, and as the number of an epoch or a step. A floating-point
/// epoch or step is refused: it is probably the value in the wrong place.
template <class V>
constexpr bool is_value() {
  return std::is_convertible_v<const V&, double> || is_valid<ItemCall, V>;
}
template <class N>
constexpr bool is_count() {
  return std::is_convertible_v<const N&, int64_t> && !std::is_floating_point_v<N>;
}

}  // namespace detail

/// The hooks of one loop, made by hone::hooks(...). Call it once per event, and it calls each hook.
///
///   auto hooks = hone::hooks(hone::report(trial), hone::prune(trial));
///   for (int64_t epoch = hooks.resume(1); epoch <= 10; ++epoch) {
///     const double loss = train_and_validate(epoch);
///     if (hooks.on_epoch_end(epoch, loss) != hone::Next::proceed) break;
///   }
///   return hooks.on_trial_end();
///
/// An event first goes to every hook of Phase::decide, in order and without skipping any; then,
/// with the worst of their answers in it, to those of Phase::keep; then to those of Phase::save. If
/// a deciding hook throws, the other deciding hooks are still called, nothing is kept or saved, and
/// the first exception is rethrown. If a keeping hook throws, the exception propagates at once:
/// later hooks are not called, and no checkpoint is written of an event that was not kept.
///
/// A set belongs to one loop, and to one thread at a time.
template <class... Hooks>
class HookSet final : private detail::Loop {
 public:
  /// Throws ArgumentError if two hooks have different directions.
  explicit HookSet(Hooks&&... hooks) : hooks_(std::forward<Hooks>(hooks)...) {
    bool keeps_last = false;
    std::string whose;
    int place = 0;
    each([&](auto& hook, auto calls) {
      ++place;
      progress.has_epochs = progress.has_epochs || calls.listens_to_epochs_only(hook);
      keeps_last = keeps_last || calls.keeps_last(hook);
      const Direction asked = calls.direction(hook);
      if (asked == Direction::not_set) return;
      std::string name = calls.name(hook);
      if (name.empty()) name = "hook " + std::to_string(place);
      if (direction != Direction::not_set && direction != asked)
        throw ArgumentError("hone: " +
                            (asked == Direction::minimize
                                 ? name + " minimizes and " + whose + " maximizes"
                                 : name + " maximizes and " + whose + " minimizes") +
                            "; the hooks of one loop share one value: give them one direction");
      direction = asked;
      whose = name;
    });
    ranks = direction != Direction::not_set && !keeps_last;
  }

  /// Tells the hooks that an epoch ended with this value, a number or a tensor. Returns the worst
  /// of their answers.
  template <class E, class V>
  [[nodiscard]] Next on_epoch_end(const E& epoch, const V& value) {
    static_assert(detail::is_count<E>(),
                  "hone: on_epoch_end takes the epoch, an integer, and then its value");
    static_assert(detail::is_value<V>(),
                  "hone: on_epoch_end takes a number or a tensor with item<double>() as the value");
    return end_epoch(static_cast<int64_t>(epoch), detail::read_value(value));
  }

  /// Tells the hooks that a step ended. Returns the worst of their answers. `value` is a number or
  /// a tensor; a tensor is read, which waits for its device, only on steps that some hook wants.
  template <class S, class V>
  [[nodiscard]] Next on_step_end(const S& counted, const V& value) {
    static_assert(detail::is_count<S>(),
                  "hone: on_step_end takes the step, an integer, and then its value");
    static_assert(detail::is_value<V>(),
                  "hone: on_step_end takes a number or a tensor with item<double>()");
    constexpr bool is_number = std::is_convertible_v<const V&, double>;
    const auto step = static_cast<int64_t>(counted);
    bool wanted = false;
    each([&](auto& hook, auto calls) { wanted = wanted || calls.wants_step(hook, step); });
    if (!wanted) {
      progress.end_step(step);
      if constexpr (is_number) progress.read_step(detail::read_value(value));
      return Next::proceed;
    }
    const double number = detail::read_value(value);
    return dispatch(StepEnd{step, number, Next::proceed, this}, [&] {
      progress.end_step(step);
      progress.read_step(number);
    });
  }

  /// The worst answer so far.
  [[nodiscard]] Next next() const { return progress.next; }

  /// Tells the hooks that the loop ended. Returns its value: the best finite epoch value by the
  /// hooks' direction, or the last one with keep_last() or if no hook has a direction. Epochs of
  /// earlier processes count. A loop without epochs returns the last step value that was read; NaN
  /// if there was none.
  double on_trial_end() {
    dispatch(LoopEnd{progress.next, value(), this}, [] {});
    return value();  // a checkpoint may have found that the best epoch was not saved
  }

  /// Resumes the loop from its newest valid checkpoint. Returns the epoch to continue with: `first`
  /// if there is no checkpoint; a number beyond every epoch, even for an `int` counter, if the loop
  /// was stopped or pruned, so that it is skipped. A saved pause is cleared. Throws ArgumentError
  /// if two hooks can resume.
  ///
  /// After a checkpoint inside an epoch, returns that epoch; see resumed_step(). A loop without
  /// epochs passes its first step here, and gets the step after the saved one. A loop counts as one
  /// without epochs if no epoch has ended yet and every hook that listens to epochs also listens to
  /// steps.
  int64_t resume(int64_t first) {
    progress.first = first;
    const bool has_epochs = progress.has_epochs;
    int able = 0;
    each([&](auto& hook, auto calls) { able += calls.can_resume(hook) ? 1 : 0; });
    if (able > 1)
      throw ArgumentError(
          "hone: two checkpoints in one set of hooks, and a loop resumes from one; give all parts "
          "to one checkpoint, or do not call resume");
    each([&](auto& hook, auto calls) { restored_ = calls.resume(hook, *this) || restored_; });
    if (progress.next == Next::pause) progress.next = Next::proceed;
    tell_answer();
    if (progress.next != Next::proceed) return detail::kBeyondEveryEpoch;
    if (!restored_) return first;
    if (!progress.in_epoch) return progress.epoch_ended ? progress.epoch + 1 : first;
    resumed_step_ = progress.step;
    if (progress.epoch_ended) return progress.epoch + 1;
    return has_epochs || progress.has_epochs ? progress.first : progress.step + 1;
  }

  /// The last finished step of the epoch that `resume` returned; `none` in every other epoch. If
  /// steps count from 0, pass -1:
  ///
  ///   for (int64_t step = hooks.resumed_step() + 1; step <= steps; ++step)
  ///   for (int64_t step = hooks.resumed_step(-1) + 1; step < steps; ++step)
  [[nodiscard]] int64_t resumed_step(int64_t none = 0) const {
    return resumed_step_.value_or(none);
  }

  // For processes that run one loop together (plugins/distributed); internal, may change.

  /// The file that `resume` restored the variables from, or saved them to; empty if there is none.
  const std::string& resumed_from() const { return detail::Loop::resumed_from; }

  /// Restores the variables from the checkpoint that another process resumed from. Sends no event.
  void restore(const detail::GivenFile& file) {
    given = &file;
    each([&](auto& hook, auto calls) { calls.resume(hook, *this); });
    given = nullptr;
  }

 private:
  Next end_epoch(int64_t epoch, double value) {
    if (!first_epoch_) earlier_best_ = earlier(epoch).best;
    const bool is_best =
        !ranks || (std::isfinite(value) && is_better(value, progress.best, direction) &&
                   is_better(value, earlier_best_, direction));
    return dispatch(EpochEnd{epoch, value, Next::proceed, is_best, this}, [&] {
      progress.end_epoch(epoch, value, is_best);
      if (!first_epoch_) first_epoch_ = epoch;
      resumed_step_.reset();
    });
  }

  std::vector<detail::HookState> states() override {
    std::vector<detail::HookState> result;
    each([&](auto& hook, auto calls) { calls.add_state(hook, result); });
    for (size_t i = 0; i < result.size(); ++i) {
      if (result[i].name.empty()) result[i].name = "hook " + std::to_string(i + 1);
      for (size_t before = 0; before < i; ++before)
        if (result[before].name == result[i].name)
          throw ArgumentError("hone: two hooks of one set are named \"" + result[i].name +
                              "\", and a checkpoint keeps their states by name; let their name() "
                              "functions return different ones");
    }
    return result;
  }

  // Calls f with each hook and its HookCalls.
  template <class F>
  void each(F&& f) {
    std::apply(
        [&](auto&... hook) {
          (f(hook, detail::HookCalls<std::remove_reference_t<decltype(hook)>>()), ...);
        },
        hooks_);
  }

  template <class Hook, class Calls, class Event>
  static bool hears(Hook& hook, Calls calls, const Event& event) {
    if constexpr (std::is_same_v<Event, StepEnd>)
      return calls.wants_step(hook, event.step);
    else
      return true;
  }

  template <class Event, class Commit>
  Next dispatch(Event event, Commit commit) {
    Next answer = Next::proceed;
    std::exception_ptr failure;
    each([&](auto& hook, auto calls) {
      if (calls.phase(hook) != Phase::decide || !hears(hook, calls, event)) return;
      try {
        answer = worse(answer, calls.call(hook, event));
      } catch (...) {
        if (!failure) failure = std::current_exception();
      }
    });
    if (failure) std::rethrow_exception(failure);
    commit();
    try {
      for (const Phase phase : {Phase::keep, Phase::save}) {
        event.next = worse(event.next, answer);
        progress.next = worse(progress.next, answer);
        each([&](auto& hook, auto calls) {
          if (calls.phase(hook) == phase && hears(hook, calls, event))
            answer = worse(answer, calls.call(hook, event));
        });
      }
    } catch (...) {
      tell_answer();
      throw;
    }
    progress.next = worse(progress.next, answer);
    tell_answer();
    return answer;
  }

  void tell_answer() {
    each([&](auto& hook, auto calls) { calls.answered(hook, progress.next); });
  }

  // What earlier processes of the trial reported, for epochs before a given one.
  struct Earlier {
    bool any = false;
    double best = std::numeric_limits<double>::quiet_NaN();
    double last = std::numeric_limits<double>::quiet_NaN();
  };

  // Empty if the loop was restored: those epochs are in `progress`.
  Earlier earlier(int64_t first) {
    Earlier found;
    if (restored_) return found;
    each([&](auto& hook, auto calls) {
      for (const auto& [epoch, reported] : calls.history(hook)) {
        if (epoch >= first) break;
        found.any = true;
        found.last = reported;
        if (std::isfinite(reported) && is_better(reported, found.best, direction))
          found.best = reported;
      }
    });
    return found;
  }

  // If an epoch is run again, its new value counts.
  double value() {
    const Earlier before = earlier(first_epoch_.value_or(std::numeric_limits<int64_t>::max()));
    if (ranks && (progress.epoch_ended || before.any))
      return is_better(before.best, progress.best, direction) ? before.best : progress.best;
    return before.any && !first_epoch_ ? before.last : progress.last;
  }

  std::tuple<Hooks...> hooks_;
  bool restored_ = false;
  std::optional<int64_t> first_epoch_;                              // first to end in this process
  double earlier_best_ = std::numeric_limits<double>::quiet_NaN();  // of epochs before it
  std::optional<int64_t> resumed_step_;
};

/// No hooks: no state and no cost.
template <>
class HookSet<> final {
 public:
  template <class V>
  [[nodiscard]] Next on_epoch_end(int64_t /*epoch*/, const V& /*value*/) {
    return Next::proceed;
  }
  template <class V>
  [[nodiscard]] Next on_step_end(int64_t /*step*/, const V& /*value*/) {
    return Next::proceed;
  }
  [[nodiscard]] Next next() const { return Next::proceed; }
  double on_trial_end() { return std::numeric_limits<double>::quiet_NaN(); }
  int64_t resume(int64_t first) { return first; }
  [[nodiscard]] int64_t resumed_step(int64_t none = 0) const { return none; }
};

namespace detail {
template <class T>
struct IsHookSet : std::false_type {};
template <class... Hooks>
struct IsHookSet<HookSet<Hooks...>> : std::true_type {};
}  // namespace detail

/// Makes the hook set of a loop. An lvalue is held by reference and must outlive the set; an rvalue
/// is moved in. A hook that would never be called, or has a member of the wrong type, does not
/// compile.
template <class... Hooks>
[[nodiscard]] HookSet<Hooks...> hooks(Hooks&&... each) {
  static_assert(!(detail::IsHookSet<std::remove_reference_t<Hooks>>::value || ...),
                "hone: a set of hooks is no hook of another set: give hone::hooks(...) the hooks");
  (detail::check_loop_hook<std::remove_reference_t<Hooks>>(), ...);
  return HookSet<Hooks...>(std::forward<Hooks>(each)...);
}

}  // namespace HONE_ABI
}  // namespace hone
