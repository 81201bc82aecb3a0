// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Hooks: called by a training loop once a step and once an epoch. This header brings those that
// need neither torch nor a study's records. The others have headers of their own:
// <hone/hooks/checkpoint.hpp> saves, and progress.hpp, log_trials.hpp and stretch.hpp beside it
// read a study.
//
// To write a hook, write a class with at least one event. There is no base class.
//
//   struct StopAfter {
//     int64_t last;
//     hone::Next on_epoch_end(const hone::EpochEnd& event) const {
//       return event.epoch < last ? hone::Next::proceed : hone::Next::stop;
//     }
//   };
//   auto hooks = hone::hooks(StopAfter{3}, hone::report(trial));
//
// Events, each returning void or Next:
//
//   on_step_end(const StepEnd&)    after a step that the hook wants
//   on_epoch_end(const EpochEnd&)  after an epoch was validated
//   on_trial_end(const LoopEnd&)   after the loop, however it ended
//
// All other members are optional:
//
//   static constexpr Phase phase              when within an event. Default: Phase::decide
//   bool wants_step(int64_t step) const       which steps. Default: all. A step whose value is a
//                                             tensor is read from its device only if a hook wants
//                                             it
//   Direction direction() const               which way is better: decides what the set's
//                                             on_trial_end() returns, and EpochEnd::is_best.
//                                             Default: not_set, which decides nothing
//   bool keeps_last() const                   true: the last epoch is the one that counts
//   void answered(Next next)                  gets the worst answer so far, after each event and
//                                             after `resume`
//   std::map<int64_t, double> history() const values by epoch that earlier processes of this trial
//                                             have reported, for on_trial_end()
//   template <class Archive> void serialize(Archive&, unsigned version)
//                                             the state that a checkpoint saves and `resume`
//                                             restores, by Boost.Serialization
//   std::string name() const                  key of the state in a checkpoint. Default: the hook's
//                                             position among those with a state
//   bool resume(detail::Loop& loop)           for the hook that saves: restores the loop and
//                                             returns true, or saves its beginning and returns
//                                             false
//
// on_trial_end(const TrialEnd&) is a different event: a study calls it, after study.attach(hook).

#include <hone/hooks/any_hook.hpp>
#include <hone/hooks/at_epoch_end.hpp>
#include <hone/hooks/early_stop.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/hook_set.hpp>
#include <hone/hooks/metric_lines.hpp>
#include <hone/hooks/pause_on_signal.hpp>
#include <hone/hooks/phase.hpp>
#include <hone/hooks/prune.hpp>
#include <hone/hooks/report.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/next.hpp>
