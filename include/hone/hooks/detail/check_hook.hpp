// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/detail/state_archive.hpp>
#include <hone/records/next.hpp>
#include <hone/study/detail/check_study_hook.hpp>

#include <type_traits>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// The types that a hook's members return.
template <class T, class Event>
using StepEndCall = decltype(std::declval<T&>().on_step_end(std::declval<const Event&>()));
template <class T, class Event>
using EpochEndCall = decltype(std::declval<T&>().on_epoch_end(std::declval<const Event&>()));
template <class T, class Archive>
using SerializeCall = decltype(std::declval<T&>().serialize(std::declval<Archive&>(), 0u));
template <class T>
using PhaseConstant = std::integral_constant<Phase, T::phase>;

struct StepEndName {
  int on_step_end;
};
struct EpochEndName {
  int on_epoch_end;
};
struct SerializeName {
  int serialize;
};
template <class T>
using StepEndAddress = decltype(&T::on_step_end);
template <class T>
using EpochEndAddress = decltype(&T::on_epoch_end);
template <class T>
using SerializeAddress = decltype(&T::serialize);
template <class T>
using PhaseAddress = decltype(&T::phase);
template <class T>
using PhaseType = decltype(T::phase);
template <class T>
using PhaseCall = decltype(std::declval<T&>().phase());

template <class T>
constexpr bool has_phase() {
  if constexpr (!is_valid<PhaseAddress, T>)
    return false;
  else if constexpr (!std::is_same_v<PhaseAddress<T>, const Phase*>)
    return false;
  else
    return is_valid<PhaseConstant, T>;
}

template <class T>
inline constexpr bool listens_to_steps = is_valid<StepEndCall, T, StepEnd>;
template <class T>
inline constexpr bool listens_to_epochs = is_valid<EpochEndCall, T, EpochEnd>;
template <class T>
inline constexpr bool listens_to_end = is_valid<TrialEndCall, T, LoopEnd>;
template <class T>
inline constexpr bool has_state =
    is_valid<SerializeCall, T, StateWriter>&& is_valid<SerializeCall, T, StateReader>;

// Whether a `phase` of type Phase exists but is not a static constexpr member, which is a mistake.
// A `phase` of another type is unrelated to hone.
template <class T>
constexpr bool has_mistaken_phase() {
  if constexpr (has_phase<T>())
    return false;
  else if constexpr (is_valid<PhaseType, T>)
    return std::is_same_v<std::remove_cv_t<PhaseType<T>>, Phase>;
  else if constexpr (is_valid<PhaseCall, T>)
    return std::is_same_v<PhaseCall<T>, Phase>;
  else
    return false;
}

/// Rejects, with one static_assert message, a type that a loop would not call as its author
/// intended.
template <class T>
constexpr void check_loop_hook() {
  constexpr bool step = has_name<T, StepEndName, StepEndAddress>();
  constexpr bool epoch = has_name<T, EpochEndName, EpochEndAddress>();
  constexpr bool end = has_name<T, TrialEndName, TrialEndAddress>();
  constexpr bool listens = listens_to_steps<T> || listens_to_epochs<T> || listens_to_end<T>;
  constexpr bool for_a_study = is_for_the_other<T, LoopEnd, TrialEnd>();
  static_assert(listens || step || epoch || end,
                "hone: this hook has no event, so it would never be called: give it an "
                "on_step_end(const hone::StepEnd&), on_epoch_end(const hone::EpochEnd&) or "
                "on_trial_end(const hone::LoopEnd&); a lambda goes into hone::at_epoch_end(...)");
  static_assert(!step || listens_to_steps<T>,
                "hone: this hook's on_step_end cannot be called with (const hone::StepEnd&), so it "
                "would never be: let it take that and be public");
  static_assert(
      !epoch || listens_to_epochs<T>,
      "hone: this hook's on_epoch_end cannot be called with (const hone::EpochEnd&), so it "
      "would never be: let it take that and be public");
  static_assert(!for_a_study,
                "hone: on_trial_end(const hone::TrialEnd&) is called by a study: give this hook to "
                "study.attach(...); what hone::hooks(...) calls is on_trial_end(const "
                "hone::LoopEnd&)");
  static_assert(!end || listens_to_end<T> || for_a_study,
                "hone: this hook's on_trial_end cannot be called with (const hone::LoopEnd&), so "
                "it would never be: let it take that and be public");
  static_assert(answers<StepEndCall, T, StepEnd>(),
                "hone: this hook's on_step_end returns neither void nor hone::Next");
  static_assert(answers<EpochEndCall, T, EpochEnd>(),
                "hone: this hook's on_epoch_end returns neither void nor hone::Next");
  static_assert(answers<TrialEndCall, T, LoopEnd>(),
                "hone: this hook's on_trial_end returns neither void nor hone::Next");
  static_assert(!has_mistaken_phase<T>(),
                "hone: a hook's phase is a public `static constexpr hone::Phase phase`");
  static_assert(has_state<T> || !has_name<T, SerializeName, SerializeAddress>(),
                "hone: this hook's serialize cannot be called with Boost's archives, so its state "
                "would not be saved: make it `template <class Archive> void serialize(Archive&, "
                "unsigned)`, public");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
