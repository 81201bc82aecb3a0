// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>

BOOST_AUTO_TEST_SUITE(check_hook)

// What all forms of an event have in common: the hook is called. (Code that must not compile is in
// test/build/must_not_compile.)

namespace {

using hone::EpochEnd;
using hone::LoopEnd;
using hone::Next;
using hone::StepEnd;

template <class Hook>
bool hears_epochs(Hook hook) {
  return hone::hooks(hook).on_epoch_end(1, 0.5) == Next::stop;
}

struct Plain {
  Next on_epoch_end(const EpochEnd&) { return Next::stop; }
};
struct ByValue {
  Next on_epoch_end(EpochEnd) { return Next::stop; }
};
struct Const {
  Next on_epoch_end(const EpochEnd&) const { return Next::stop; }
};
struct Noexcept {
  Next on_epoch_end(const EpochEnd&) const noexcept { return Next::stop; }
};
struct Static {
  static Next on_epoch_end(const EpochEnd&) { return Next::stop; }
};
struct Final final {
  Next on_epoch_end(const EpochEnd&) { return Next::stop; }
};
struct Template {
  template <class Event>
  Next on_epoch_end(const Event&) {
    return Next::stop;
  }
};
struct FinalTemplate final {
  template <class Event>
  Next on_epoch_end(const Event& event) {
    return event.epoch == 1 ? Next::stop : Next::proceed;
  }
};
struct Overloaded {
  Next on_epoch_end(const EpochEnd&) { return Next::stop; }
  void on_epoch_end(int64_t, double) {}
};
struct FinalOverloaded final {
  void on_epoch_end(int64_t, double) {}
  Next on_epoch_end(const EpochEnd&) { return Next::stop; }
};
struct Inherited : Plain {};
struct PrivatelyInherited : private Plain {
  using Plain::on_epoch_end;
};
struct ReturnsReference {
  const Next& on_epoch_end(const EpochEnd&) { return answer; }
  Next answer = Next::stop;
};
struct Deduced {
  auto on_epoch_end(const EpochEnd&) { return Next::stop; }
};
struct Member {
  std::function<Next(const EpochEnd&)> on_epoch_end = [](const EpochEnd&) { return Next::stop; };
};
struct FromBaseEvent {
  struct AnyEpoch {
    AnyEpoch(const EpochEnd&) {}
  };
  Next on_epoch_end(const AnyEpoch&) { return Next::stop; }
};
struct BothEnds {  // handles the end of a loop and of a study
  void on_trial_end(const LoopEnd&) { ++loops; }
  void on_trial_end(const hone::TrialEnd&) {}
  int loops = 0;
};
struct EveryEvent {
  template <class Event>
  void on_step_end(const Event&) {
    ++events;
  }
  template <class Event>
  void on_epoch_end(const Event&) {
    ++events;
  }
  template <class Event>
  void on_trial_end(const Event&) {
    ++events;
  }
  int events = 0;
};
struct Abstract {
  virtual ~Abstract() = default;
  virtual Next on_epoch_end(const EpochEnd&) = 0;
};
struct Concrete final : Abstract {
  Next on_epoch_end(const EpochEnd&) override { return Next::stop; }
};
struct OtherPhase {  // a member that happens to have this name
  double phase = 0.5;
  int direction = 3;
  const char* name = "wave";
  Next on_epoch_end(const EpochEnd&) { return Next::stop; }
};
union Union {
  int number;
  Next on_epoch_end(const EpochEnd&) { return Next::stop; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_event_may_take_any_form_that_can_be_called) {
  BOOST_TEST(hears_epochs(Plain{}));
  BOOST_TEST(hears_epochs(ByValue{}));
  BOOST_TEST(hears_epochs(Const{}));
  BOOST_TEST(hears_epochs(Noexcept{}));
  BOOST_TEST(hears_epochs(Static{}));
  BOOST_TEST(hears_epochs(Final{}));
  BOOST_TEST(hears_epochs(Template{}));
  BOOST_TEST(hears_epochs(FinalTemplate{}));
  BOOST_TEST(hears_epochs(Overloaded{}));
  BOOST_TEST(hears_epochs(FinalOverloaded{}));
  BOOST_TEST(hears_epochs(Inherited{}));
  BOOST_TEST(hears_epochs(PrivatelyInherited{}));
  BOOST_TEST(hears_epochs(ReturnsReference{}));
  BOOST_TEST(hears_epochs(Deduced{}));
  BOOST_TEST(hears_epochs(Member{}));
  BOOST_TEST(hears_epochs(FromBaseEvent{}));
  BOOST_TEST(hears_epochs(OtherPhase{}));
  BOOST_TEST(hears_epochs(Union{0}));
}

BOOST_AUTO_TEST_CASE(a_const_hook_with_const_events_will_do) {
  const Const hook;
  BOOST_CHECK(hone::hooks(hook).on_epoch_end(1, 0.5) == Next::stop);
}

BOOST_AUTO_TEST_CASE(a_hook_may_be_known_by_its_abstract_base) {
  Concrete concrete;
  Abstract& hook = concrete;
  BOOST_CHECK(hone::hooks(hook).on_epoch_end(1, 0.5) == Next::stop);
  hone::AnyHook any = hook;
  BOOST_CHECK(hone::hooks(any).on_epoch_end(1, 0.5) == Next::stop);
}

BOOST_AUTO_TEST_CASE(one_template_may_hear_all_events) {
  EveryEvent hook;
  auto hooks = hone::hooks(hook);
  BOOST_CHECK(hooks.on_step_end(1, 0.5) == Next::proceed);
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::proceed);
  hooks.on_trial_end();
  BOOST_TEST(hook.events == 3);
}

BOOST_AUTO_TEST_CASE(a_hook_may_serve_a_loop_and_a_study) {
  BothEnds hook;
  hone::hooks(hook).on_trial_end();
  BOOST_TEST(hook.loops == 1);
  hone::detail::check_study_hook<BothEnds>();
}

BOOST_AUTO_TEST_SUITE_END()
