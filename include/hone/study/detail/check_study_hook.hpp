// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/next.hpp>

#include <type_traits>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// Whether Expression<Ts...> names a type.
template <class Void, template <class...> class Expression, class... Ts>
struct IsValid : std::false_type {};
template <template <class...> class Expression, class... Ts>
struct IsValid<std::void_t<Expression<Ts...>>, Expression, Ts...> : std::true_type {};
template <template <class...> class Expression, class... Ts>
inline constexpr bool is_valid = IsValid<void, Expression, Ts...>::value;

// What calling a hook's on_trial_end returns.
template <class T, class Event>
using TrialEndCall = decltype(std::declval<T&>().on_trial_end(std::declval<const Event&>()));

// Whether a class has any member of that name: if so, the name is ambiguous in Both. A final class
// cannot be a base, so there the address is taken, which misses overloads and templates.
template <class T, class Name>
struct Both : T, Name {};
template <class T, class Name, template <class...> class Address>
constexpr bool has_name() {
  if constexpr (!std::is_class_v<T> || std::is_final_v<T>)
    return is_valid<Address, T>;
  else
    return !is_valid<Address, Both<std::remove_cv_t<T>, Name>>;
}

struct TrialEndName {
  int on_trial_end;
};
template <class T>
using TrialEndAddress = decltype(&T::on_trial_end);

template <template <class...> class Call, class T, class Event>
constexpr bool answers() {
  if constexpr (is_valid<Call, T, Event>) {
    using Answer = std::remove_cv_t<std::remove_reference_t<Call<T, Event>>>;
    return std::is_void_v<Answer> || std::is_same_v<Answer, Next>;
  } else {
    return true;  // another static_assert reports this
  }
}

// Whether on_trial_end takes Theirs, and not Ours.
template <class T, class Ours, class Theirs>
constexpr bool is_for_the_other() {
  if constexpr (is_valid<TrialEndCall, T, Ours>)
    return false;
  else
    return is_valid<TrialEndCall, T, Theirs>;
}

/// Rejects, with one static_assert message, a type that a study would not call as its author
/// intended.
template <class T>
constexpr void check_study_hook() {
  constexpr bool listens = is_valid<TrialEndCall, T, TrialEnd>;
  constexpr bool for_a_loop = is_for_the_other<T, TrialEnd, LoopEnd>();
  constexpr bool end = has_name<T, TrialEndName, TrialEndAddress>();
  static_assert(!for_a_loop,
                "hone: on_trial_end(const hone::LoopEnd&) is called by a loop: give this hook to "
                "hone::hooks(...); what a study calls is on_trial_end(const hone::TrialEnd&)");
  static_assert(listens || end,
                "hone: this hook has no event, so it would never be called: what study.attach(...) "
                "takes has an on_trial_end(const hone::TrialEnd&)");
  static_assert(listens || for_a_loop || !end,
                "hone: this hook's on_trial_end cannot be called with (const hone::TrialEnd&), so "
                "it would never be: let it take that and be public");
  static_assert(answers<TrialEndCall, T, TrialEnd>(),
                "hone: this hook's on_trial_end returns neither void nor hone::Next");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
