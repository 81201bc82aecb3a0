// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(any_hook)

namespace {

using hone::AnyHook;
using hone::Direction;
using hone::EpochEnd;
using hone::Next;
using hone::Phase;
using hone::StepEnd;

static_assert(std::is_move_constructible_v<AnyHook> && !std::is_copy_constructible_v<AnyHook>,
              "one owner: two would share a hook's state");

// Has every member that a hook may have.
struct Full {
  static constexpr Phase phase = Phase::keep;
  std::vector<std::string>& log;

  void on_step_end(const StepEnd& event) { log.push_back("step " + std::to_string(event.step)); }
  void on_epoch_end(const EpochEnd& event) {
    log.push_back("epoch " + std::to_string(static_cast<int>(event.next)));
  }
  Next on_trial_end(const hone::LoopEnd&) {
    log.push_back("end");
    return Next::pause;
  }
  bool wants_step(int64_t step) const { return step == 4; }
  Direction direction() const { return Direction::maximize; }
  bool keeps_last() const { return false; }
  void answered(Next next) { log.push_back("told " + std::to_string(static_cast<int>(next))); }
  std::map<int64_t, double> history() const { return {{1, 8.0}, {2, 9.0}}; }
};

struct Unreadable {
  template <class T>
  T item() const {
    throw std::string("read");
  }
};

struct Count {
  int64_t& epochs;
  void on_epoch_end(const EpochEnd&) { ++epochs; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(it_does_all_that_the_hook_in_it_does) {
  std::vector<std::string> plain_log, erased_log;
  const auto use = [](auto& hooks) {
    double values = static_cast<double>(hooks.resume(3));
    for (int64_t step = 1; step <= 5; ++step) (void)hooks.on_step_end(step, 0.5);
    values += hooks.on_trial_end();  // uses the history only
    (void)hooks.on_epoch_end(3, 7.0);
    return values + hooks.on_trial_end();
  };
  const auto decide = [](const EpochEnd&) { return Next::stop; };
  auto plain = hone::hooks(Full{plain_log}, hone::at_epoch_end(decide));
  AnyHook full = Full{erased_log};
  AnyHook stop = hone::at_epoch_end(decide);
  auto erased = hone::hooks(full, stop);
  BOOST_TEST(use(plain) == use(erased));
  BOOST_TEST(plain_log == erased_log, boost::test_tools::per_element());
  // It was given the answer of a hook that comes after it, so its phase was respected.
  BOOST_TEST(erased_log == (std::vector<std::string>{"told 0", "step 4", "told 0", "end", "told 1",
                                                     "epoch 2", "told 2", "end", "told 2"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_hook_in_it_may_say_that_the_last_epoch_counts) {
  struct Last {
    void on_epoch_end(const EpochEnd&) {}
    bool keeps_last() const { return true; }
    Direction direction() const { return Direction::minimize; }
  };
  AnyHook any = Last{};
  auto hooks = hone::hooks(any);
  (void)hooks.on_epoch_end(1, 1.0);
  (void)hooks.on_epoch_end(2, 2.0);
  BOOST_TEST(hooks.on_trial_end() == 2.0);
}

BOOST_AUTO_TEST_CASE(it_does_not_listen_to_what_the_hook_in_it_does_not) {
  int64_t epochs = 0;
  AnyHook any = Count{epochs};
  auto hooks = hone::hooks(any);
  BOOST_CHECK(hooks.on_step_end(1, Unreadable{}) == Next::proceed);
}

BOOST_AUTO_TEST_CASE(it_is_taken_as_an_lvalue_as_an_rvalue_and_const) {
  int64_t epochs = 0;
  AnyHook lvalue = Count{epochs};
  const AnyHook constant = Count{epochs};
  auto hooks = hone::hooks(lvalue, constant, AnyHook(Count{epochs}));
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::proceed);
  BOOST_TEST(epochs == 3);
}

BOOST_AUTO_TEST_CASE(an_lvalue_is_held_by_reference_and_an_rvalue_moved_in) {
  struct Owner {
    std::unique_ptr<int> count = std::make_unique<int>(0);
    void on_epoch_end(const EpochEnd&) { ++*count; }
  };
  Owner owner;
  Owner other;
  int* others = other.count.get();
  AnyHook reference = owner;
  AnyHook value = std::move(other);
  (void)hone::hooks(reference, value).on_epoch_end(1, 0.5);
  BOOST_TEST(*owner.count == 1);
  BOOST_TEST(*others == 1);
}

BOOST_AUTO_TEST_CASE(it_can_be_chosen_and_moved_and_put_into_a_vector) {
  int64_t epochs = 0;
  std::vector<AnyHook> list;
  list.push_back(Count{epochs});
  list.push_back(hone::at_epoch_end([](const EpochEnd&) { return Next::stop; }));
  AnyHook chosen = std::move(list[0]);
  chosen = std::move(list[1]);
  BOOST_CHECK(hone::hooks(chosen).on_epoch_end(1, 0.5) == Next::stop);
  BOOST_TEST(epochs == 0);
}

BOOST_AUTO_TEST_CASE(a_hook_of_ones_own_may_call_it) {
  AnyHook any = hone::at_epoch_end(
      [](const EpochEnd& e) { return e.epoch > 1 ? Next::stop : Next::proceed; });
  const auto every_other = hone::at_epoch_end([&](const EpochEnd& event) {
    return event.epoch % 2 == 0 ? any.on_epoch_end(event) : Next::proceed;
  });
  auto hooks = hone::hooks(every_other);
  BOOST_CHECK(hooks.on_epoch_end(3, 0.5) == Next::proceed);
  BOOST_CHECK(hooks.on_epoch_end(4, 0.5) == Next::stop);
}

BOOST_AUTO_TEST_SUITE_END()
