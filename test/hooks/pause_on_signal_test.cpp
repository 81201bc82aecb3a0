// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include "test/child.hpp"
#include "test/temporary_directory.hpp"
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <limits>
#include <vector>

BOOST_AUTO_TEST_SUITE(pause_on_signal)

namespace {

using hone::Next;
using hone::PauseOnSignal;
using hone_test::Child;
using hone_test::TemporaryDirectory;

struct sigaction action_of(int signal) {
  struct sigaction action {};
  ::sigaction(signal, nullptr, &action);
  return action;
}

}  // namespace

// Each test starts with a shell's default signal actions, and restores the previous ones.
class DefaultActions {
 public:
  DefaultActions() {
    for (const int signal : kSignals) {
      before_.push_back(action_of(signal));
      ::signal(signal, SIG_DFL);
    }
  }
  ~DefaultActions() {
    for (size_t i = 0; i < before_.size(); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
  }

 private:
  static constexpr std::array<int, 3> kSignals = {SIGINT, SIGTERM, SIGUSR1};
  std::vector<struct sigaction> before_;
};

namespace {

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  BOOST_REQUIRE(::pipe(ends.data()) == 0);
  return ends;
}

void somebody_elses_handler(int) {}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(with_default_actions, DefaultActions)

BOOST_AUTO_TEST_CASE(without_a_signal_the_loop_proceeds_and_the_program_succeeds) {
  const PauseOnSignal pause;
  auto hooks = hone::hooks(pause);
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::proceed);
  BOOST_TEST(pause.signal() == 0);
  BOOST_TEST(pause.exit_code() == 0);
}

BOOST_AUTO_TEST_CASE(the_epoch_in_which_a_signal_comes_is_the_last) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const PauseOnSignal pause;
    auto hooks = hone::hooks(pause);
    BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::proceed);
    std::raise(signal);
    BOOST_CHECK(hooks.on_step_end(7, 0.5) == Next::proceed);  // the epoch is completed
    BOOST_CHECK(hooks.on_epoch_end(2, 0.5) == Next::pause);
    BOOST_TEST(hooks.on_trial_end() == 0.5);
    BOOST_CHECK(hooks.next() == Next::pause);
    BOOST_TEST(pause.signal() == signal);
    BOOST_TEST(pause.exit_code() == 75);
  }
}

BOOST_AUTO_TEST_CASE(a_loop_of_steps_is_left_after_a_step_where_that_is_asked_for) {
  PauseOnSignal pause;
  pause.after_steps(true);
  auto hooks = hone::hooks(pause);
  BOOST_CHECK(hooks.on_step_end(1, 0.5) == Next::proceed);
  std::raise(SIGTERM);
  BOOST_CHECK(hooks.on_step_end(2, 0.5) == Next::pause);
}

BOOST_AUTO_TEST_CASE(a_trial_whose_loop_was_over_before_the_signal_is_told) {
  const PauseOnSignal pause;
  hone::Study study;
  study.attach(pause);
  study.optimize(
      [&](hone::Trial& trial) {
        auto hooks = hone::hooks(hone::report(trial), pause);
        (void)hooks.on_epoch_end(1, 0.5);
        std::raise(SIGTERM);
        return hooks.on_trial_end();
      },
      5);
  BOOST_TEST(study.trials().size() == 1u);
  BOOST_CHECK(study.trials()[0].state == hone::TrialState::complete);
}

BOOST_AUTO_TEST_CASE(attached_to_a_study_it_ends_optimize_after_an_objective_without_epochs) {
  const PauseOnSignal pause;
  hone::Study study;
  study.attach(pause);
  study.optimize(
      [](hone::Trial& trial) {
        if (trial.number() == 2) std::raise(SIGTERM);
        return trial.suggest_float("x", 0, 1);
      },
      10);
  BOOST_TEST(study.trials().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_signalled_worker_says_so_and_the_next_goes_on_with_its_trial) {
  TemporaryDirectory directory;
  const auto ready = make_pipe(), go = make_pipe();
  char byte = 0;
  Child worker([&] {
    const PauseOnSignal pause;
    hone::Study study(directory / "study");
    study.optimize(
        [&](hone::Trial& trial) {
          trial.suggest_float("x", 0, 1);
          auto hooks = hone::hooks(hone::report(trial), pause);
          for (int64_t epoch = hooks.resume(1); epoch <= 3; ++epoch) {
            // The signal arrives during this read, which then continues.
            if (epoch == 2 && (::write(ready[1], "r", 1) != 1 || ::read(go[0], &byte, 1) != 1))
              return std::numeric_limits<double>::quiet_NaN();
            if (hooks.on_epoch_end(epoch, 0.5) != Next::proceed) break;
          }
          return hooks.on_trial_end();
        },
        hone::OptimizeOptions().total_trials(3));
    return pause.exit_code();
  });
  BOOST_REQUIRE(::read(ready[0], &byte, 1) == 1);
  BOOST_REQUIRE(::kill(worker.pid(), SIGTERM) == 0);
  BOOST_REQUIRE(::write(go[1], "g", 1) == 1);
  BOOST_TEST(worker.wait() == 75);

  hone::Study study(directory / "study");
  const hone::FrozenTrial paused = study.trials().at(0);
  BOOST_CHECK(paused.state == hone::TrialState::running);
  BOOST_TEST(paused.intermediate_values.size() == 2u);
  study.optimize(
      [&](hone::Trial& trial) {
        const double x = trial.suggest_float("x", 0, 1);
        if (trial.number() == 0) BOOST_TEST(x == paused.param<double>("x"));
        return x;
      },
      hone::OptimizeOptions().total_trials(3));
  BOOST_TEST(study.trials().size() == 3u);
  for (const hone::FrozenTrial& trial : study.trials())
    BOOST_CHECK(trial.state == hone::TrialState::complete);
  for (const int end : {ready[0], ready[1], go[0], go[1]}) ::close(end);
}

BOOST_AUTO_TEST_CASE(one_signal_pauses_every_job) {
  const PauseOnSignal pause;
  hone::Study study;
  std::atomic<int> begun{0};
  study.optimize(
      [&](hone::Trial& trial) {
        auto hooks = hone::hooks(hone::report(trial), pause);
        int64_t epoch = 1;
        if (++begun == 3) std::raise(SIGTERM);
        while (hooks.on_epoch_end(epoch, 0.5) == Next::proceed) ++epoch;
        return hooks.on_trial_end();
      },
      hone::OptimizeOptions().n_jobs(3));
  BOOST_TEST(study.trials().size() == 3u);
  for (const hone::FrozenTrial& trial : study.trials())
    BOOST_CHECK(trial.state == hone::TrialState::running);
}

BOOST_AUTO_TEST_CASE(a_second_ctrl_c_ends_the_process_at_once) {
  Child impatient([] {
    const PauseOnSignal pause;
    std::raise(SIGINT);
    if (pause.signal() != SIGINT) return 1;
    std::raise(SIGINT);
    return 2;
  });
  BOOST_TEST(impatient.wait() == 128 + SIGINT);
}

BOOST_AUTO_TEST_CASE(a_scheduler_may_repeat_its_signals_and_the_first_is_the_one_named) {
  Child patient([] {
    const PauseOnSignal pause;
    for (const int signal : {SIGTERM, SIGTERM, SIGINT, SIGTERM}) std::raise(signal);
    return pause.signal() == SIGTERM ? 0 : 1;
  });
  BOOST_TEST(patient.wait() == 0);
}

BOOST_AUTO_TEST_CASE(handlers_and_masks_are_afterwards_as_they_were) {
  struct sigaction theirs {};
  theirs.sa_handler = somebody_elses_handler;
  sigaddset(&theirs.sa_mask, SIGUSR2);
  theirs.sa_flags = SA_NODEFER;
  BOOST_REQUIRE(::sigaction(SIGTERM, &theirs, nullptr) == 0);
  sigset_t mask_before, mask_after;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask_before);
  {
    const PauseOnSignal pause({SIGTERM, SIGINT, SIGTERM});
    BOOST_CHECK(action_of(SIGTERM).sa_handler != somebody_elses_handler);
    std::raise(SIGTERM);
    std::raise(SIGINT);
    BOOST_TEST(pause.signal() == SIGTERM);
  }
  const struct sigaction after = action_of(SIGTERM);
  BOOST_CHECK(after.sa_handler == somebody_elses_handler);
  BOOST_CHECK(after.sa_flags & SA_NODEFER);
  BOOST_TEST(sigismember(&after.sa_mask, SIGUSR2) == 1);
  BOOST_CHECK(action_of(SIGINT).sa_handler == SIG_DFL);
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask_after);
  for (int signal = 1; signal < NSIG; ++signal)
    BOOST_TEST(sigismember(&mask_after, signal) == sigismember(&mask_before, signal));
}

BOOST_AUTO_TEST_CASE(only_the_signals_that_are_named_are_handled) {
  const PauseOnSignal pause({SIGUSR1});
  BOOST_CHECK(action_of(SIGTERM).sa_handler == SIG_DFL);
  BOOST_CHECK(action_of(SIGINT).sa_handler == SIG_DFL);
  std::raise(SIGUSR1);
  BOOST_TEST(pause.signal() == SIGUSR1);
}

BOOST_AUTO_TEST_CASE(a_signal_that_the_process_ignores_stays_ignored) {
  ::signal(SIGINT, SIG_IGN);
  const PauseOnSignal pause;
  std::raise(SIGINT);
  BOOST_TEST(pause.signal() == 0);
  std::raise(SIGTERM);
  BOOST_TEST(pause.signal() == SIGTERM);
}

BOOST_AUTO_TEST_CASE(there_is_one_at_a_time_and_the_next_knows_nothing_of_its_signals) {
  {
    const PauseOnSignal pause;
    BOOST_CHECK_THROW(PauseOnSignal(), hone::Error);
    std::raise(SIGTERM);  // still handled
    BOOST_TEST(pause.signal() == SIGTERM);
  }
  BOOST_TEST(PauseOnSignal().signal() == 0);
}

BOOST_AUTO_TEST_CASE(a_signal_that_cannot_be_handled_is_refused_and_nothing_has_changed) {
  BOOST_CHECK_THROW(PauseOnSignal({SIGTERM, SIGKILL}), hone::ArgumentError);
  BOOST_CHECK_THROW(PauseOnSignal({SIGTERM, 12345}), hone::ArgumentError);
  BOOST_CHECK(action_of(SIGTERM).sa_handler == SIG_DFL);
  BOOST_TEST(PauseOnSignal().signal() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
