// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/detail/hook_calls.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

namespace detail {

/// A hook behind virtual functions: the interface of HookCalls.
class ErasedHook {
 public:
  virtual ~ErasedHook() = default;
  virtual Phase phase() = 0;
  virtual Next call(const StepEnd& event) = 0;
  virtual Next call(const EpochEnd& event) = 0;
  virtual Next call(const LoopEnd& event) = 0;
  virtual bool wants_step(int64_t step) = 0;
  virtual bool listens_to_epochs_only() = 0;
  virtual Direction direction() = 0;
  virtual bool keeps_last() = 0;
  virtual void answered(Next next) = 0;
  virtual std::map<int64_t, double> history() = 0;
  virtual bool can_resume() = 0;
  virtual bool resume(Loop& loop) = 0;
  virtual std::string name() = 0;
  virtual void add_state(std::vector<HookState>& states) = 0;
};

/// Held is T& or T.
template <class Held>
class ErasedHookOf final : public ErasedHook {
  using T = std::remove_reference_t<Held>;
  using Calls = HookCalls<T>;

 public:
  explicit ErasedHookOf(Held&& hook) : hook_(std::forward<Held>(hook)) {}
  Phase phase() override { return Calls::phase(hook_); }
  Next call(const StepEnd& event) override { return Calls::call(hook_, event); }
  Next call(const EpochEnd& event) override { return Calls::call(hook_, event); }
  Next call(const LoopEnd& event) override { return Calls::call(hook_, event); }
  bool wants_step(int64_t step) override { return Calls::wants_step(hook_, step); }
  bool listens_to_epochs_only() override { return Calls::listens_to_epochs_only(hook_); }
  Direction direction() override { return Calls::direction(hook_); }
  bool keeps_last() override { return Calls::keeps_last(hook_); }
  void answered(Next next) override { Calls::answered(hook_, next); }
  std::map<int64_t, double> history() override { return Calls::history(hook_); }
  bool can_resume() override { return Calls::can_resume(hook_); }
  bool resume(Loop& loop) override { return Calls::resume(hook_, loop); }
  std::string name() override { return Calls::name(hook_); }
  void add_state(std::vector<HookState>& states) override { Calls::add_state(hook_, states); }

 private:
  Held hook_;
};

}  // namespace detail

/// A hook whose type is chosen at run time, such as a plugin or a hook named in a configuration
/// file. An AnyHook is a hook itself, and a hook set treats it as the one that it holds: same
/// phase, same state in the checkpoint.
///
///   hone::AnyHook stop = patience > 0 ? hone::AnyHook(hone::early_stop(patience, direction))
///                                     : hone::AnyHook(TimeLimit(hours));
///   auto hooks = hone::hooks(hone::report(trial), stop);
///
/// As in hooks(...), an lvalue is held by reference and must outlive the AnyHook; an rvalue is
/// moved in. Move-only. A moved-from AnyHook may only be assigned to or destroyed. It belongs to
/// one loop.
class AnyHook {
 public:
  template <class T, class = std::enable_if_t<!std::is_same_v<std::decay_t<T>, AnyHook>>>
  AnyHook(T&& hook)
      : hook_((detail::check_loop_hook<std::remove_reference_t<T>>(),
               std::make_shared<detail::ErasedHookOf<T>>(std::forward<T>(hook)))) {}

  AnyHook(AnyHook&&) = default;
  AnyHook& operator=(AnyHook&&) = default;

  Next on_step_end(const StepEnd& event) const { return hook_->call(event); }
  Next on_epoch_end(const EpochEnd& event) const { return hook_->call(event); }
  Next on_trial_end(const LoopEnd& event) const { return hook_->call(event); }

 private:
  friend struct detail::HookCalls<AnyHook>;
  std::shared_ptr<detail::ErasedHook> hook_;  // not shared; compiles in half the time
};

namespace detail {

template <>
struct HookCalls<AnyHook> {
  static Phase phase(const AnyHook& any) { return any.hook_->phase(); }
  template <class Event>
  static Next call(const AnyHook& any, const Event& event) {
    return any.hook_->call(event);
  }
  static bool wants_step(const AnyHook& any, int64_t step) { return any.hook_->wants_step(step); }
  static bool listens_to_epochs_only(const AnyHook& any) {
    return any.hook_->listens_to_epochs_only();
  }
  static Direction direction(const AnyHook& any) { return any.hook_->direction(); }
  static bool keeps_last(const AnyHook& any) { return any.hook_->keeps_last(); }
  static void answered(const AnyHook& any, Next next) { any.hook_->answered(next); }
  static std::map<int64_t, double> history(const AnyHook& any) { return any.hook_->history(); }
  static bool can_resume(const AnyHook& any) { return any.hook_->can_resume(); }
  static bool resume(const AnyHook& any, Loop& loop) { return any.hook_->resume(loop); }
  static std::string name(const AnyHook& any) { return any.hook_->name(); }
  static void add_state(const AnyHook& any, std::vector<HookState>& states) {
    any.hook_->add_state(states);
  }
};
template <>
struct HookCalls<const AnyHook> : HookCalls<AnyHook> {};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
