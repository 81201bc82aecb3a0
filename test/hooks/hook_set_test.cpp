// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(hook_set)

namespace {

using hone::Direction;
using hone::EpochEnd;
using hone::LoopEnd;
using hone::Next;
using hone::Phase;
using hone::StepEnd;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

using Log = std::vector<std::string>;

// Records each call, and gives the configured answer.
template <Phase P>
struct Witness {
  static constexpr Phase phase = P;
  Log& log;
  std::string who;
  Next answer = Next::proceed;
  bool throws = false;

  Next speak(const std::string& event, Next heard) {
    log.push_back(who + " " + event + " " + std::to_string(static_cast<int>(heard)));
    if (throws) throw std::runtime_error(who);
    return answer;
  }
  Next on_step_end(const StepEnd& event) { return speak("step", event.next); }
  Next on_epoch_end(const EpochEnd& event) { return speak("epoch", event.next); }
  Next on_trial_end(const LoopEnd& event) { return speak("end", event.next); }
};
using Decider = Witness<Phase::decide>;
using Keeper = Witness<Phase::keep>;
using Saver = Witness<Phase::save>;

struct Towards {  // has a direction and nothing else
  Direction way;
  std::string called = {};
  Direction direction() const { return way; }
  std::string name() const { return called; }
  void on_epoch_end(const EpochEnd&) {}
};

struct Last {
  bool keeps_last() const { return true; }
  void on_epoch_end(const EpochEnd&) {}
};

template <class Hooks>
double run(Hooks&& hooks, const std::vector<double>& values) {
  int64_t epoch = 0;
  for (const double value : values) (void)hooks.on_epoch_end(++epoch, value);
  return hooks.on_trial_end();
}

struct FakeTensor {
  double value;
  int* reads;
  template <class T>
  T item() const {
    ++*reads;
    return static_cast<T>(value);
  }
};

struct EveryTenth {
  std::vector<double>& values;
  bool wants_step(int64_t step) const { return step % 10 == 0; }
  void on_step_end(const StepEnd& event) { values.push_back(event.value); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_epoch_s_value_may_be_a_tensor_and_its_number_any_integer) {
  int reads = 0;
  double seen = 0;
  auto hooks = hone::hooks(hone::at_epoch_end([&](const EpochEnd& event) { seen = event.value; }));
  const unsigned epoch = 3;
  BOOST_CHECK(hooks.on_epoch_end(epoch, FakeTensor{0.5, &reads}) == Next::proceed);
  BOOST_TEST(seen == 0.5);
  BOOST_TEST(reads == 1);
  BOOST_CHECK(hooks.on_epoch_end(4, 0.25f) == Next::proceed);
  BOOST_TEST(seen == 0.25);
}

BOOST_AUTO_TEST_CASE(nothing_attached_costs_nothing_and_answers_proceed) {
  static_assert(std::is_empty_v<decltype(hone::hooks())>);
  auto hooks = hone::hooks();
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::proceed);
  int reads = 0;
  BOOST_CHECK(hooks.on_step_end(1, FakeTensor{0.5, &reads}) == Next::proceed);
  BOOST_TEST(reads == 0);
  BOOST_CHECK(hooks.next() == Next::proceed);
  BOOST_TEST(hooks.resume(7) == 7);
  BOOST_TEST(hooks.resumed_step() == 0);
  BOOST_TEST(std::isnan(hooks.on_trial_end()));
}

BOOST_AUTO_TEST_CASE(the_worst_answer_wins_and_no_hook_is_skipped) {
  Log log;
  auto hooks = hone::hooks(Decider{log, "a", Next::stop}, Decider{log, "b", Next::pause},
                           Decider{log, "c", Next::prune}, Decider{log, "d"});
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::prune);
  BOOST_TEST(log == (Log{"a epoch 0", "b epoch 0", "c epoch 0", "d epoch 0"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(deciding_comes_before_keeping_before_saving_whatever_the_order) {
  Log log;
  auto hooks = hone::hooks(Saver{log, "save"}, Keeper{log, "keep1"}, Decider{log, "decide1"},
                           Keeper{log, "keep2"}, Decider{log, "decide2", Next::stop});
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::stop);
  BOOST_CHECK(hooks.on_step_end(1, 0.5) == Next::stop);
  BOOST_TEST(log == (Log{"decide1 epoch 0", "decide2 epoch 0", "keep1 epoch 2", "keep2 epoch 2",
                         "save epoch 2", "decide1 step 0", "decide2 step 0", "keep1 step 2",
                         "keep2 step 2", "save step 2"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(at_the_loops_end_every_hook_finds_the_worst_answer_so_far) {
  Log log;
  auto stop_at_1 = hone::at_epoch_end(
      [](const EpochEnd& event) { return event.epoch == 1 ? Next::stop : Next::proceed; });
  auto hooks = hone::hooks(Saver{log, "save"}, Decider{log, "decide"}, stop_at_1);
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::stop);
  BOOST_CHECK(hooks.on_epoch_end(2, 0.5) == Next::proceed);  // an answer is for one event only
  BOOST_CHECK(hooks.next() == Next::stop);
  log.clear();
  hooks.on_trial_end();
  BOOST_TEST(log == (Log{"decide end 2", "save end 2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_answered_at_the_loops_end_counts) {
  auto hooks = hone::hooks(hone::at_trial_end(
      [](const LoopEnd& event) { return event.value > 1 ? Next::prune : Next::proceed; }));
  run(hooks, {0.5});
  BOOST_CHECK(hooks.next() == Next::proceed);
  run(hooks, {1.5});
  BOOST_CHECK(hooks.next() == Next::prune);
}

BOOST_AUTO_TEST_CASE(a_keeping_hooks_answer_counts_and_a_saving_hook_finds_it) {
  Log log;
  auto hooks =
      hone::hooks(Keeper{log, "keep1", Next::pause}, Keeper{log, "keep2"}, Saver{log, "save"});
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::pause);
  BOOST_TEST(log == (Log{"keep1 epoch 0", "keep2 epoch 0", "save epoch 1"}),
             boost::test_tools::per_element());
  BOOST_CHECK(hooks.next() == Next::pause);

  auto saving = hone::hooks(Saver{log, "save", Next::stop});
  BOOST_CHECK(saving.on_epoch_end(1, 0.5) == Next::stop);
  BOOST_CHECK(saving.next() == Next::stop);
}

BOOST_AUTO_TEST_CASE(where_a_deciding_hook_throws_the_others_run_and_nothing_is_kept) {
  Log log;
  auto hooks = hone::hooks(Keeper{log, "keep"}, Decider{log, "a", Next::stop},
                           Decider{log, "b", Next::proceed, true}, Saver{log, "save"},
                           Decider{log, "c", Next::proceed, true}, Decider{log, "d"});
  BOOST_CHECK_EXCEPTION((void)hooks.on_epoch_end(1, 0.5), std::runtime_error,
                        [](const std::runtime_error& e) { return e.what() == std::string("b"); });
  BOOST_TEST(log == (Log{"a epoch 0", "b epoch 0", "c epoch 0", "d epoch 0"}),
             boost::test_tools::per_element());
  BOOST_CHECK(hooks.next() == Next::proceed);  // that was no answer to the event
}

BOOST_AUTO_TEST_CASE(an_epoch_that_a_deciding_hook_threw_at_has_no_value) {
  auto hooks = hone::hooks(hone::at_epoch_end([](const EpochEnd& event) {
    if (event.value == 2.0) throw std::runtime_error("two");
  }));
  (void)hooks.on_epoch_end(1, 1.0);
  BOOST_CHECK_THROW((void)hooks.on_epoch_end(2, 2.0), std::runtime_error);
  BOOST_TEST(hooks.on_trial_end() == 1.0);
}

BOOST_AUTO_TEST_CASE(where_a_keeping_hook_throws_the_hooks_after_it_are_not_called) {
  Log log;
  auto hooks = hone::hooks(Saver{log, "save"}, Keeper{log, "keep1"},
                           Keeper{log, "keep2", Next::proceed, true}, Keeper{log, "keep3"});
  BOOST_CHECK_EXCEPTION(
      (void)hooks.on_epoch_end(1, 0.5), std::runtime_error,
      [](const std::runtime_error& e) { return e.what() == std::string("keep2"); });
  BOOST_TEST(log == (Log{"keep1 epoch 0", "keep2 epoch 0"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(something_thrown_that_is_no_exception_goes_on_too) {
  auto hooks = hone::hooks(hone::at_epoch_end([](const EpochEnd&) { throw 7; }));
  BOOST_CHECK_THROW((void)hooks.on_epoch_end(1, 0.5), int);
}

BOOST_AUTO_TEST_CASE(lvalues_are_held_by_reference_and_rvalues_moved_in) {
  struct Owner {
    std::unique_ptr<int> owned = std::make_unique<int>(0);
    void on_epoch_end(const EpochEnd&) { ++*owned; }
  };
  Owner lvalue;
  Owner rvalue;
  int* count = rvalue.owned.get();
  auto hooks = hone::hooks(lvalue, std::move(rvalue));
  BOOST_TEST(!rvalue.owned);
  (void)hooks.on_epoch_end(1, 0.5);
  BOOST_TEST(*lvalue.owned == 1);
  BOOST_TEST(*count == 1);
}

BOOST_AUTO_TEST_CASE(a_set_can_be_moved_out_of_a_function) {
  std::vector<double> seen;
  const auto make = [&] {
    auto hooks =
        hone::hooks(hone::at_epoch_end([&](const EpochEnd& e) { seen.push_back(e.value); }));
    (void)hooks.on_epoch_end(1, 3.0);
    return hooks;
  };
  auto hooks = make();
  auto moved = std::move(hooks);
  (void)moved.on_epoch_end(2, 4.0);
  BOOST_TEST(seen == (std::vector<double>{3.0, 4.0}), boost::test_tools::per_element());
  BOOST_TEST(moved.on_trial_end() == 4.0);
}

BOOST_AUTO_TEST_CASE(the_value_is_the_best_epochs_by_the_direction) {
  BOOST_TEST(run(hone::hooks(Towards{Direction::minimize}), {3, 1, 2}) == 1);
  BOOST_TEST(run(hone::hooks(Towards{Direction::maximize}), {2, 3, 1}) == 3);
  BOOST_TEST(run(hone::hooks(Last{}, Towards{Direction::maximize}), {2, 3, 1}) == 1);
  BOOST_TEST(run(hone::hooks(Towards{Direction::not_set}), {3, 1, 2}) == 2);
}

BOOST_AUTO_TEST_CASE(nan_and_infinity_are_never_best) {
  BOOST_TEST(run(hone::hooks(Towards{Direction::minimize}), {kNan, 1, -kInfinity, kNan}) == 1);
  BOOST_TEST(run(hone::hooks(Towards{Direction::maximize}), {kInfinity, -5, kNan}) == -5);
  BOOST_TEST(std::isnan(run(hone::hooks(Towards{Direction::maximize}), {kInfinity, kNan})));
  BOOST_TEST(std::isnan(run(hone::hooks(Towards{Direction::maximize}), {})));
  BOOST_TEST(std::isnan(run(hone::hooks(Last{}), {1, kNan})));  // the last epoch counts
}

BOOST_AUTO_TEST_CASE(a_loop_of_steps_alone_has_the_last_value_that_was_read) {
  std::vector<double> values;
  int reads = 0;
  auto hooks = hone::hooks(EveryTenth{values}, Towards{Direction::minimize});
  for (int64_t step = 1; step <= 25; ++step)
    (void)hooks.on_step_end(step, FakeTensor{static_cast<double>(step), &reads});
  BOOST_TEST(values == (std::vector<double>{10, 20}), boost::test_tools::per_element());
  BOOST_TEST(reads == 2);
  BOOST_TEST(hooks.on_trial_end() == 20);

  (void)hooks.on_step_end(26, 26.0f);  // does not read the number
  BOOST_TEST(hooks.on_trial_end() == 26);
  (void)hooks.on_epoch_end(1, 5.0);  // once there are epochs, only they count
  (void)hooks.on_step_end(30, 30.0);
  BOOST_TEST(hooks.on_trial_end() == 5);
}

BOOST_AUTO_TEST_CASE(steps_after_an_epoch_do_not_change_the_value) {
  auto hooks = hone::hooks(hone::at_step_end([](const StepEnd&) {}));
  (void)hooks.on_step_end(1, 9.0);
  (void)hooks.on_epoch_end(1, 5.0);
  (void)hooks.on_step_end(2, 8.0);
  BOOST_TEST(hooks.on_trial_end() == 5);
}

BOOST_AUTO_TEST_CASE(a_tensor_that_no_hook_wants_is_not_read) {
  int reads = 0;
  auto hooks = hone::hooks(Towards{Direction::minimize});  // does not listen to steps
  BOOST_CHECK(hooks.on_step_end(1, FakeTensor{1, &reads}) == Next::proceed);
  BOOST_TEST(reads == 0);
  BOOST_TEST(std::isnan(hooks.on_trial_end()));
}

BOOST_AUTO_TEST_CASE(a_tensor_is_read_once_for_all_hooks_that_want_it) {
  std::vector<double> a, b;
  int reads = 0;
  auto hooks = hone::hooks(EveryTenth{a}, EveryTenth{b});
  (void)hooks.on_step_end(10, FakeTensor{1, &reads});
  BOOST_TEST(reads == 1);
  BOOST_TEST(a.size() + b.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_hook_is_not_called_for_steps_that_only_another_wants) {
  std::vector<double> tenth;
  int all = 0;
  auto hooks = hone::hooks(EveryTenth{tenth}, hone::at_step_end([&](const StepEnd&) { ++all; }));
  for (int64_t step = 0; step < 20; ++step) (void)hooks.on_step_end(step, step);
  BOOST_TEST(tenth.size() == 2u);
  BOOST_TEST(all == 20);
}

BOOST_AUTO_TEST_CASE(an_event_says_whether_its_epoch_is_the_best) {
  std::vector<int64_t> best;
  const auto listen = [&](const EpochEnd& event) {
    if (event.is_best) best.push_back(event.epoch);
  };
  using Epochs = std::vector<int64_t>;
  run(hone::hooks(hone::at_epoch_end(listen), Towards{Direction::minimize}), {kNan, 3, 3, 1, 2, 0});
  BOOST_TEST(best == (Epochs{2, 4, 6}), boost::test_tools::per_element());  // ties: the first
  best.clear();
  run(hone::hooks(hone::at_epoch_end(listen), Last{}, Towards{Direction::minimize}), {1, 2, kNan});
  BOOST_TEST(best == (Epochs{1, 2, 3}), boost::test_tools::per_element());
  best.clear();
  run(hone::hooks(hone::at_epoch_end(listen)), {1, 2});
  BOOST_TEST(best == (Epochs{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(different_directions_are_an_error_that_names_both_hooks) {
  const auto says = [](const std::string& words) {
    return [words](const hone::ArgumentError& error) {
      return std::string(error.what()).find(words) != std::string::npos;
    };
  };
  BOOST_CHECK_EXCEPTION((void)hone::hooks(hone::early_stop(2, Direction::minimize),
                                          Towards{Direction::maximize, "accuracy"}),
                        hone::ArgumentError, says("accuracy maximizes and early_stop minimizes"));
  hone::AnyHook erased = Towards{Direction::minimize};
  BOOST_CHECK_EXCEPTION((void)hone::hooks(hone::at_epoch_end([](const EpochEnd&) {}),
                                          Towards{Direction::maximize}, erased),
                        hone::ArgumentError, says("hook 3 minimizes and hook 2 maximizes"));
  (void)hone::hooks(Towards{Direction::not_set}, Towards{Direction::maximize},
                    Towards{Direction::maximize});
}

BOOST_AUTO_TEST_CASE(hooks_are_told_the_worst_answer_so_far_after_each_event) {
  struct Told {
    std::vector<Next>& answers;
    void on_trial_end(const LoopEnd&) {}
    void answered(Next next) { answers.push_back(next); }
  };
  std::vector<Next> answers;
  auto stop_at_2 = hone::at_epoch_end(
      [](const EpochEnd& event) { return event.epoch == 2 ? Next::stop : Next::proceed; });
  auto hooks = hone::hooks(Told{answers}, stop_at_2);
  BOOST_TEST(hooks.resume(1) == 1);
  for (int64_t epoch = 1; epoch <= 3; ++epoch) (void)hooks.on_epoch_end(epoch, 0.5);
  hooks.on_trial_end();
  BOOST_CHECK((answers == std::vector<Next>{Next::proceed, Next::proceed, Next::stop, Next::stop,
                                            Next::stop}));
}

namespace {

struct Reported {  // like hone::report of a resumed trial
  std::map<int64_t, double> earlier;
  Direction way = Direction::minimize;
  void on_epoch_end(const EpochEnd& event) { earlier.emplace(event.epoch, event.value); }
  std::map<int64_t, double> history() const { return earlier; }
  Direction direction() const { return way; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_loop_whose_epochs_all_ran_earlier_has_their_value) {
  BOOST_TEST(run(hone::hooks(Reported{{{1, 3.0}, {2, 1.0}, {3, kNan}, {4, -kInfinity}}}), {}) ==
             1.0);
  BOOST_TEST(run(hone::hooks(Reported{{{1, 3.0}, {2, 4.0}}, Direction::maximize}), {}) == 4.0);
  BOOST_TEST(run(hone::hooks(Reported{{{1, 3.0}, {2, 4.0}}, Direction::not_set}), {}) == 4.0);
  BOOST_TEST(run(hone::hooks(Last{}, Reported{{{1, 3.0}, {2, 4.0}}}), {}) == 4.0);
}

BOOST_AUTO_TEST_CASE(epochs_before_the_first_of_this_process_count_and_later_ones_are_run_again) {
  auto went_on = hone::hooks(Reported{{{1, 0.5}, {2, 3.0}, {3, 0.25}}});
  (void)went_on.on_epoch_end(3, 2.0);  // the loop restored itself to epoch 2
  BOOST_TEST(went_on.on_trial_end() == 0.5);

  auto again = hone::hooks(Reported{{{1, 0.5}, {2, 3.0}}});
  BOOST_TEST(run(again, {4.0, 5.0}) == 4.0);  // from scratch: the weights of 0.5 are gone
}

BOOST_AUTO_TEST_CASE(an_epoch_is_the_best_only_if_none_of_an_earlier_process_was_better) {
  std::vector<bool> found;
  auto hooks = hone::hooks(
      Reported{{{1, 0.5}, {2, 3.0}, {5, 0.0}}},
      hone::at_epoch_end([&](const EpochEnd& event) { found.push_back(event.is_best); }));
  for (const double value : {2.0, 0.4, 0.5})
    (void)hooks.on_epoch_end(3 + (int64_t)found.size(), value);
  BOOST_CHECK((found == std::vector<bool>{false, true, false}));
  BOOST_TEST(hooks.on_trial_end() == 0.4);
}

BOOST_AUTO_TEST_CASE(an_answer_is_told_where_a_keeping_hook_throws_after_it) {
  struct Told {
    Next& answer;
    void on_trial_end(const LoopEnd&) {}
    void answered(Next next) { answer = next; }
  };
  Log log;
  Next answer = Next::proceed;
  auto hooks = hone::hooks(Told{answer}, Decider{log, "decides", Next::prune},
                           Keeper{log, "keeps", Next::proceed, true});
  BOOST_CHECK_THROW((void)hooks.on_epoch_end(1, 0.5), std::runtime_error);
  BOOST_CHECK(hooks.next() == Next::prune);
  BOOST_CHECK(answer == Next::prune);
}

BOOST_AUTO_TEST_SUITE_END()
