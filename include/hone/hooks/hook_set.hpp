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

/// The number in what on_step_end was given; for a tensor this waits for its device.
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

/// What an event takes as its value, and as the number of an epoch or a step: a floating-point one
/// is the value, in the wrong place.
template <class V>
constexpr bool is_value() {
  return std::is_convertible_v<const V&, double> || is_valid<ItemCall, V>;
}
template <class N>
constexpr bool is_count() {
  return std::is_convertible_v<const N&, int64_t> && !std::is_floating_point_v<N>;
}

}  // namespace detail

/// The hooks of one loop, made by hone::hooks(...): called once an event, it calls each of them.
///
///   auto hooks = hone::hooks(hone::report(trial), hone::prune(trial));
///   for (int64_t epoch = hooks.resume(1); epoch <= 10; ++epoch) {
///     const double loss = train_and_validate(epoch);
///     if (hooks.on_epoch_end(epoch, loss) != hone::Next::proceed) break;
///   }
///   return hooks.on_trial_end();
///
/// An event goes to every hook of Phase::decide, in order and none skipped; then, with the worst of
/// their answers in it, to those of Phase::keep; then to those of Phase::save. Where a deciding
/// hook throws, the other deciding hooks are still called, nothing is kept or saved, and the first
/// exception goes on. Where a keeping hook throws, its exception goes on at once: the hooks after
/// it are not called, and no checkpoint is written of an event that was not kept.
///
/// A set belongs to one loop, and to one thread at a time.
template <class... Hooks>
class HookSet final : private detail::Loop {
 public:
  /// Throws ArgumentError where two hooks bring different directions.
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

  /// Tells the hooks that an epoch ended with this value, a number or a tensor, and returns the
  /// worst of their answers.
  template <class E, class V>
  [[nodiscard]] Next on_epoch_end(const E& epoch, const V& value) {
    static_assert(detail::is_count<E>(),
                  "hone: on_epoch_end takes the epoch, an integer, and then its value");
    static_assert(detail::is_value<V>(),
                  "hone: on_epoch_end takes a number or a tensor with item<double>() as the value");
    return end_epoch(static_cast<int64_t>(epoch), detail::read_value(value));
  }

  /// Tells the hooks that a step ended, and returns the worst of their answers. `value` is a number
  /// or a tensor; a tensor is read, and its device waited for, only on steps that some hook wants.
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

  /// Tells the hooks that the loop ended, and returns its value: the best finite epoch value by the
  /// hooks' direction, or the last one with keep_last() or where no hook brought a direction.
  /// Epochs of an earlier process count. A loop that only had steps has the value of the last one
  /// that was read. NaN if there was none.
  double on_trial_end() {
    dispatch(LoopEnd{progress.next, value(), this}, [] {});
    return value();  // a checkpoint may have found that the best epoch was not saved
  }

  /// Takes the loop up where its newest good checkpoint left it, and returns the epoch to go on
  /// with: `first` where there is none; where the loop was answered to stop or prune, so that it is
  /// to be skipped, a number beyond every epoch, also to a loop that counts by `int`. A pause is
  /// over, and forgotten.
  ///
  /// After a checkpoint inside an epoch this is that epoch; see resumed_step(). A loop of steps
  /// alone passes its first step here, and is given the one after the saved step. Such is a loop of
  /// which no epoch has ended yet, and where no hook listens to epochs and not to steps.
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

  /// The last step that the epoch which `resume` returned had behind it; `none` in every other
  /// epoch. Steps that count from 1 need no thought, those that count from 0 say so:
  ///
  ///   for (int64_t step = hooks.resumed_step() + 1; step <= steps; ++step)
  ///   for (int64_t step = hooks.resumed_step(-1) + 1; step < steps; ++step)
  [[nodiscard]] int64_t resumed_step(int64_t none = 0) const {
    return resumed_step_.value_or(none);
  }

  // For processes that run one loop together (plugins/distributed); promised to nobody.

  /// The file that `resume` took the variables from, or saved them to; empty where there is none.
  const std::string& resumed_from() const { return detail::Loop::resumed_from; }

  /// Gives the variables the state that another process resumed from; tells the hooks nothing.
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

  // Calls f with each hook and what it can be asked.
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

  // What a trial reported in an earlier process, of the epochs before one.
  struct Earlier {
    bool any = false;
    double best = std::numeric_limits<double>::quiet_NaN();
    double last = std::numeric_limits<double>::quiet_NaN();
  };

  // Nothing where the loop was restored: those epochs are in `progress`.
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

  // Epochs that are run again count as they came out now.
  double value() {
    const Earlier before = earlier(first_epoch_.value_or(std::numeric_limits<int64_t>::max()));
    if (ranks && (progress.epoch_ended || before.any))
      return is_better(before.best, progress.best, direction) ? before.best : progress.best;
    return before.any && !first_epoch_ ? before.last : progress.last;
  }

  std::tuple<Hooks...> hooks_;
  bool restored_ = false;
  std::optional<int64_t> first_epoch_;                              // that ended in this process
  double earlier_best_ = std::numeric_limits<double>::quiet_NaN();  // of epochs before it
  std::optional<int64_t> resumed_step_;
};

/// No hooks: remembers nothing, costs nothing.
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

/// The hooks of a loop. An lvalue is held by reference and must outlive the set; an rvalue is moved
/// in. A hook that would never be called, or not be understood, does not compile.
template <class... Hooks>
[[nodiscard]] HookSet<Hooks...> hooks(Hooks&&... each) {
  static_assert(!(detail::IsHookSet<std::remove_reference_t<Hooks>>::value || ...),
                "hone: a set of hooks is no hook of another set: give hone::hooks(...) the hooks");
  (detail::check_loop_hook<std::remove_reference_t<Hooks>>(), ...);
  return HookSet<Hooks...>(std::forward<Hooks>(each)...);
}

}  // namespace HONE_ABI
}  // namespace hone
