// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>

#include <boost/archive/polymorphic_text_iarchive.hpp>
#include <boost/archive/polymorphic_text_oarchive.hpp>
#include <boost/math/special_functions/nonfinite_num_facets.hpp>
#include <boost/serialization/map.hpp>
#include <boost/serialization/split_member.hpp>
#include <boost/serialization/vector.hpp>
#include <boost/serialization/version.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <locale>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(resume)

// What a hook set saves and restores of a loop, tested with a hook that keeps checkpoints in
// memory.

namespace {

using hone::AnyHook;
using hone::Direction;
using hone::EpochEnd;
using hone::LoopEnd;
using hone::Next;
using hone::Phase;
using hone::StepEnd;

constexpr int64_t kSkip = hone::detail::kBeyondEveryEpoch;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

template <class Archive, class Stream, class Use>
void with_archive(Stream& stream, Use use) {
  const std::locale base(stream.getloc(), new boost::math::nonfinite_num_put<char>);
  stream.imbue(std::locale(base, new boost::math::nonfinite_num_get<char>));
  Archive archive(stream, boost::archive::no_codecvt);
  use(archive);
}

std::string saved(const hone::detail::HookState& state) {
  std::ostringstream text;
  with_archive<boost::archive::polymorphic_text_oarchive>(
      text, [&](boost::archive::polymorphic_oarchive& archive) { state.save(archive); });
  return text.str();
}

void load(const hone::detail::HookState& state, const std::string& from) {
  std::istringstream text(from);
  with_archive<boost::archive::polymorphic_text_iarchive>(
      text, [&](boost::archive::polymorphic_iarchive& archive) { state.load(archive); });
}

struct Memory {  // what would be on disk
  std::optional<hone::detail::Progress> progress;
  std::map<std::string, std::string> states;
};

struct MemoryCheckpoint {
  static constexpr Phase phase = Phase::save;
  Memory& memory;
  int64_t every_steps = 1;
  bool says_epochs = false;

  void save(hone::detail::Loop& loop) {
    if (says_epochs) loop.progress.has_epochs = true;
    memory.progress = loop.progress;
    memory.states.clear();
    for (const auto& state : loop.states()) memory.states[state.name] = saved(state);
  }
  bool resume(hone::detail::Loop& loop) {
    if (!memory.progress) {
      save(loop);
      return false;
    }
    loop.progress = *memory.progress;
    for (const auto& state : loop.states()) load(state, memory.states.at(state.name));
    return true;
  }
  bool wants_step(int64_t step) const { return step % every_steps == 0; }
  void on_step_end(const StepEnd& event) { save(*event.loop); }
  void on_epoch_end(const EpochEnd& event) { save(*event.loop); }
};

const auto kEpochsOnly = hone::at_epoch_end([](const EpochEnd&) {});

auto answer_at(int64_t epoch, Next answer) {
  return hone::at_epoch_end(
      [=](const EpochEnd& event) { return event.epoch == epoch ? answer : Next::proceed; });
}

}  // namespace

BOOST_AUTO_TEST_CASE(without_a_checkpoint_the_loop_begins_where_it_says) {
  auto hooks = hone::hooks(kEpochsOnly);
  BOOST_TEST(hooks.resume(3) == 3);
  BOOST_TEST(hooks.resumed_step() == 0);
}

BOOST_AUTO_TEST_CASE(the_beginning_is_saved_and_restored_as_the_beginning) {
  Memory memory;
  BOOST_TEST(hone::hooks(MemoryCheckpoint{memory}).resume(3) == 3);
  BOOST_TEST(memory.progress.has_value());
  auto again = hone::hooks(MemoryCheckpoint{memory});
  BOOST_TEST(again.resume(3) == 3);
  BOOST_TEST(std::isnan(again.on_trial_end()));
}

BOOST_AUTO_TEST_CASE(after_an_epoch_it_goes_on_with_the_next) {
  Memory memory;
  {
    auto hooks = hone::hooks(MemoryCheckpoint{memory});
    for (int64_t epoch = hooks.resume(0); epoch <= 4; ++epoch) (void)hooks.on_epoch_end(epoch, 0.5);
  }
  auto hooks = hone::hooks(MemoryCheckpoint{memory});
  BOOST_TEST(hooks.resume(0) == 5);
  BOOST_TEST(hooks.resumed_step() == 0);
  BOOST_TEST(hooks.resumed_step(-1) == -1);
  BOOST_CHECK(hooks.next() == Next::proceed);
}

BOOST_AUTO_TEST_CASE(the_steps_of_an_epoch_that_ended_are_behind_it) {
  Memory memory;
  {
    auto hooks = hone::hooks(MemoryCheckpoint{memory});
    (void)hooks.on_step_end(7, 0.5);
    (void)hooks.on_epoch_end(1, 0.5);
  }
  auto hooks = hone::hooks(MemoryCheckpoint{memory});
  BOOST_TEST(hooks.resume(1) == 2);
  BOOST_TEST(hooks.resumed_step() == 0);
}

BOOST_AUTO_TEST_CASE(a_loop_that_was_answered_to_stop_or_prune_is_skipped) {
  for (const Next answer : {Next::stop, Next::prune}) {
    Memory memory;
    {
      auto hooks = hone::hooks(MemoryCheckpoint{memory}, answer_at(2, answer));
      (void)hooks.on_epoch_end(1, 0.5);
      BOOST_CHECK(hooks.on_epoch_end(2, 0.75) == answer);
    }
    auto hooks = hone::hooks(MemoryCheckpoint{memory}, answer_at(2, answer));
    BOOST_TEST(hooks.resume(1) == kSkip);
    BOOST_CHECK(hooks.next() == answer);
    BOOST_TEST(hooks.on_trial_end() == 0.75);
  }
}

BOOST_AUTO_TEST_CASE(a_loop_that_counts_by_int_is_skipped_too) {
  Memory memory;
  {
    auto hooks = hone::hooks(MemoryCheckpoint{memory}, answer_at(1, Next::stop));
    BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::stop);
  }
  auto hooks = hone::hooks(MemoryCheckpoint{memory}, answer_at(1, Next::stop));
  const int64_t beyond = hooks.resume(1);
  BOOST_TEST(beyond > std::numeric_limits<int>::max());
  BOOST_TEST(static_cast<int>(beyond) > 2000000000);
  BOOST_TEST(static_cast<short>(beyond) == std::numeric_limits<short>::max());
  BOOST_TEST(beyond + 1 > beyond);  // a loop with its test at the end may still increment it
}

BOOST_AUTO_TEST_CASE(a_pause_is_no_answer_and_the_loop_goes_on) {
  Memory memory;
  {
    auto hooks = hone::hooks(MemoryCheckpoint{memory}, answer_at(2, Next::pause));
    (void)hooks.on_epoch_end(1, 0.5);
    BOOST_CHECK(hooks.on_epoch_end(2, 0.75) == Next::pause);
  }
  auto hooks = hone::hooks(MemoryCheckpoint{memory}, answer_at(2, Next::pause));
  BOOST_TEST(hooks.resume(1) == 3);
  BOOST_CHECK(hooks.next() == Next::proceed);
}

BOOST_AUTO_TEST_CASE(hooks_are_told_the_restored_answer) {
  struct Told {
    Next& heard;
    void on_epoch_end(const EpochEnd&) {}
    void answered(Next next) { heard = next; }
  };
  for (const Next answer : {Next::proceed, Next::pause, Next::stop, Next::prune}) {
    Memory memory;
    (void)hone::hooks(MemoryCheckpoint{memory}, answer_at(1, answer)).on_epoch_end(1, 0.5);
    Next heard = Next::pause;
    (void)hone::hooks(Told{heard}, MemoryCheckpoint{memory}).resume(1);
    BOOST_CHECK(heard == (answer == Next::pause ? Next::proceed : answer));
  }
}

BOOST_AUTO_TEST_CASE(inside_an_epoch_it_returns_that_epoch_and_the_step) {
  Memory memory;
  {
    auto hooks = hone::hooks(MemoryCheckpoint{memory, 2}, kEpochsOnly);
    for (int64_t epoch = hooks.resume(1); epoch <= 3; ++epoch) {
      for (int64_t step = hooks.resumed_step() + 1; step <= 5; ++step) {
        (void)hooks.on_step_end(step, 0.5);
        if (epoch == 3 && step == 5) break;
      }
      if (epoch < 3) (void)hooks.on_epoch_end(epoch, 0.5);
    }
  }
  auto hooks = hone::hooks(MemoryCheckpoint{memory, 2}, kEpochsOnly);
  BOOST_TEST(hooks.resume(1) == 3);
  BOOST_TEST(hooks.resumed_step() == 4);  // the last saved step
  BOOST_TEST(hooks.resumed_step(-1) == 4);
  (void)hooks.on_step_end(5, 0.5);
  BOOST_TEST(hooks.resumed_step() == 4);
  (void)hooks.on_epoch_end(3, 0.5);
  BOOST_TEST(hooks.resumed_step() == 0);  // the next epoch starts at its first step
}

BOOST_AUTO_TEST_CASE(steps_that_count_from_0_are_told_from_none) {
  Memory memory;
  (void)hone::hooks(MemoryCheckpoint{memory}, kEpochsOnly).resume(0);
  (void)hone::hooks(MemoryCheckpoint{memory}, kEpochsOnly).on_step_end(0, 0.5);
  auto hooks = hone::hooks(MemoryCheckpoint{memory}, kEpochsOnly);
  BOOST_TEST(hooks.resume(0) == 0);
  BOOST_TEST(hooks.resumed_step(-1) == 0);
}

BOOST_AUTO_TEST_CASE(a_loop_of_steps_alone_goes_on_with_the_next_step) {
  Memory memory;
  {
    auto hooks = hone::hooks(MemoryCheckpoint{memory, 2});
    for (int64_t step = hooks.resume(1); step <= 7; ++step) (void)hooks.on_step_end(step, 0.5);
  }
  auto hooks = hone::hooks(MemoryCheckpoint{memory, 2});
  BOOST_TEST(hooks.resume(1) == 7);  // step 6 was saved
  BOOST_TEST(hooks.resumed_step() == 6);
}

BOOST_AUTO_TEST_CASE(an_epoch_loop_interrupted_in_its_first_epoch_goes_on_in_it) {
  Memory memory;
  const auto interrupt = [&](auto&& hooks) {
    (void)hooks.resume(5);
    (void)hooks.on_step_end(40, 0.5);
  };
  // Hooks that listen to epochs only show that the loop has epochs,
  interrupt(hone::hooks(MemoryCheckpoint{memory}, kEpochsOnly));
  auto hooks = hone::hooks(MemoryCheckpoint{memory}, kEpochsOnly);
  BOOST_TEST(hooks.resume(5) == 5);
  BOOST_TEST(hooks.resumed_step() == 40);
  // also inside an AnyHook,
  AnyHook any = kEpochsOnly;
  memory = {};
  interrupt(hone::hooks(MemoryCheckpoint{memory}));
  BOOST_TEST(hone::hooks(MemoryCheckpoint{memory}, any).resume(5) == 5);
  // or the checkpoint may say so;
  memory = {};
  interrupt(hone::hooks(MemoryCheckpoint{memory, 1, true}));
  BOOST_TEST(hone::hooks(MemoryCheckpoint{memory, 1, true}).resume(5) == 5);
  // otherwise it is a loop of steps.
  memory = {};
  interrupt(hone::hooks(MemoryCheckpoint{memory}));
  BOOST_TEST(hone::hooks(MemoryCheckpoint{memory}).resume(5) == 41);
  // The hooks of this run decide, not those of the saved one.
  BOOST_TEST(hone::hooks(MemoryCheckpoint{memory}, kEpochsOnly).resume(5) == 5);
}

BOOST_AUTO_TEST_CASE(the_value_of_the_loop_is_restored_with_it) {
  Memory memory;
  const auto run = [&](auto stop, int64_t last) {
    auto hooks = hone::hooks(MemoryCheckpoint{memory}, stop);
    const double values[] = {kNan, 3, 1, 2, kNan, 5};
    for (int64_t epoch = hooks.resume(1); epoch <= last; ++epoch)
      (void)hooks.on_epoch_end(epoch, values[epoch]);
    return hooks.on_trial_end();
  };
  BOOST_TEST(run(hone::early_stop(9, Direction::minimize), 2) == 1);
  BOOST_TEST(run(hone::early_stop(9, Direction::minimize), 4) == 1);
  BOOST_TEST(run(hone::early_stop(9, Direction::minimize), 5) == 1);
  BOOST_TEST(run(hone::early_stop(9, Direction::minimize), 5) == 1);  // all epochs ran earlier
}

BOOST_AUTO_TEST_CASE(what_was_reported_earlier_does_not_count_beside_what_was_restored) {
  struct Reported {
    void on_epoch_end(const EpochEnd&) {}
    std::map<int64_t, double> history() const { return {{1, 1.0}, {2, 0.25}}; }
    Direction direction() const { return Direction::minimize; }
  };
  Memory memory;  // epoch 2 was reported, but its checkpoint was lost
  (void)hone::hooks(MemoryCheckpoint{memory}, Reported{}).on_epoch_end(1, 1.0);
  auto hooks = hone::hooks(MemoryCheckpoint{memory}, Reported{});
  BOOST_TEST(hooks.resume(1) == 2);
  BOOST_TEST(hooks.on_trial_end() == 1.0);
}

BOOST_AUTO_TEST_CASE(patience_goes_on_where_it_stood) {
  Memory memory;
  {
    auto hooks = hone::hooks(hone::early_stop(3, Direction::minimize), MemoryCheckpoint{memory});
    for (int64_t epoch = 1; epoch <= 3; ++epoch) (void)hooks.on_epoch_end(epoch, 1.0);
  }
  AnyHook stop = hone::early_stop(3, Direction::minimize);  // the same, chosen at run time
  auto hooks = hone::hooks(stop, MemoryCheckpoint{memory});
  BOOST_TEST(hooks.resume(1) == 4);
  BOOST_CHECK(hooks.on_epoch_end(4, 1.0) == Next::stop);
}

namespace {

struct Counter {
  int64_t epochs = 0;
  void on_epoch_end(const EpochEnd&) { ++epochs; }
  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    archive& epochs;
  }
};

struct Versioned {
  std::vector<double> values;
  std::map<std::string, int> counts;
  unsigned saved_version = 0;
  unsigned loaded_version = 0;
  void on_epoch_end(const EpochEnd& event) {
    values.push_back(event.value);
    ++counts["epochs"];
  }
  template <class Archive>
  void save(Archive& archive, unsigned version) const {
    archive << values << counts << version;
  }
  template <class Archive>
  void load(Archive& archive, unsigned version) {
    archive >> values >> counts >> saved_version;
    loaded_version = version;
  }
  BOOST_SERIALIZATION_SPLIT_MEMBER()
};

/// Every kind of number, and text.
struct Plain {
  std::tuple<bool, char, signed char, unsigned char, short, unsigned short, int, unsigned, long,
             unsigned long, long long, unsigned long long, float, double, std::string>
      values;
  void on_epoch_end(const EpochEnd&) {}
  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    std::apply([&](auto&... value) { (archive & ... & value); }, values);
  }
};

struct Named : Counter {
  std::string called;
  const char* name() const { return called.c_str(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE_END()

BOOST_CLASS_VERSION(resume::Versioned, 7)

BOOST_AUTO_TEST_SUITE(resume)

BOOST_AUTO_TEST_CASE(states_are_kept_by_name_or_by_place_among_hooks_with_a_state) {
  Memory memory;
  Counter a, b;
  Named named;
  named.called = "named";
  Named nameless;
  AnyHook any = b;
  auto hooks = hone::hooks(kEpochsOnly, a, MemoryCheckpoint{memory}, named, any, nameless);
  (void)hooks.on_epoch_end(1, 0.5);
  std::vector<std::string> names;
  for (const auto& state : memory.states) names.push_back(state.first);
  BOOST_TEST(names == (std::vector<std::string>{"hook 1", "hook 3", "hook 4", "named"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_hook_gets_its_own_state_back) {
  Memory memory;
  {
    Counter a{10}, b{20};
    Named named;
    named.called = "named";
    named.epochs = 30;
    auto hooks = hone::hooks(a, MemoryCheckpoint{memory}, named, AnyHook(b));
    (void)hooks.on_epoch_end(1, 0.5);
  }
  Counter a, b;
  Named named;
  named.called = "named";
  auto hooks = hone::hooks(a, MemoryCheckpoint{memory}, named, AnyHook(b));
  (void)hooks.resume(1);
  BOOST_TEST(a.epochs == 11);
  BOOST_TEST(b.epochs == 21);
  BOOST_TEST(named.epochs == 31);
}

BOOST_AUTO_TEST_CASE(numbers_of_every_kind_and_text_come_back) {
  Memory memory;
  Plain made{{true, 'x', -128, 255, -32768, 65535, std::numeric_limits<int>::min(), 4000000000u,
              std::numeric_limits<long>::min(), std::numeric_limits<unsigned long>::max(),
              std::numeric_limits<long long>::max(), std::numeric_limits<unsigned long long>::max(),
              0.1f, 0.1, "two words\nand a line"}};
  (void)hone::hooks(made, MemoryCheckpoint{memory}).on_epoch_end(1, 0.5);
  Plain back;
  (void)hone::hooks(back, MemoryCheckpoint{memory}).resume(1);
  BOOST_TEST((back.values == made.values));
}

BOOST_AUTO_TEST_CASE(containers_non_finite_numbers_and_class_versions_come_back) {
  Memory memory;
  {
    auto hooks = hone::hooks(Versioned{}, MemoryCheckpoint{memory});
    (void)hooks.on_epoch_end(1, kNan);
    (void)hooks.on_epoch_end(2, std::numeric_limits<double>::infinity());
  }
  Versioned back;
  auto hooks = hone::hooks(back, MemoryCheckpoint{memory});
  BOOST_TEST(hooks.resume(1) == 3);
  BOOST_REQUIRE(back.values.size() == 2u);
  BOOST_TEST(std::isnan(back.values[0]));
  BOOST_TEST(std::isinf(back.values[1]));
  BOOST_TEST(back.counts["epochs"] == 2);
  BOOST_TEST(back.saved_version == 7u);
  BOOST_TEST(back.loaded_version == 7u);
}

BOOST_AUTO_TEST_CASE(two_hooks_of_one_name_are_an_error_that_says_so) {
  Memory memory;
  auto hooks = hone::hooks(hone::early_stop(2, Direction::minimize),
                           hone::early_stop(5, Direction::minimize), MemoryCheckpoint{memory});
  BOOST_CHECK_EXCEPTION(
      (void)hooks.resume(1), hone::ArgumentError, [](const hone::ArgumentError& error) {
        return std::string(error.what()).find("\"early_stop\"") != std::string::npos;
      });
  memory = {};
  auto named = hone::hooks(hone::early_stop(2, Direction::minimize),
                           hone::early_stop(5, Direction::minimize).name("patient"),
                           MemoryCheckpoint{memory});
  BOOST_TEST(named.resume(1) == 1);
}

BOOST_AUTO_TEST_CASE(two_checkpoints_in_one_set_cannot_both_resume_it) {
  Memory one, two;
  auto hooks = hone::hooks(MemoryCheckpoint{one}, MemoryCheckpoint{two});
  BOOST_CHECK_THROW((void)hooks.resume(1), hone::ArgumentError);
  AnyHook erased = MemoryCheckpoint{two};
  auto mixed = hone::hooks(MemoryCheckpoint{one}, erased);
  BOOST_CHECK_THROW((void)mixed.resume(1), hone::ArgumentError);
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::proceed);  // both may still save
  BOOST_TEST((one.progress && two.progress));
}

BOOST_AUTO_TEST_CASE(the_checkpoint_holds_its_own_epochs_answer_and_states) {
  Memory memory;
  Counter late;  // after the checkpoint in the list, but called before it
  (void)hone::hooks(MemoryCheckpoint{memory}, late).on_epoch_end(1, 0.5);
  Counter back;
  (void)hone::hooks(MemoryCheckpoint{memory}, back).resume(1);
  BOOST_TEST(back.epochs == 1);
}

BOOST_AUTO_TEST_SUITE_END()
