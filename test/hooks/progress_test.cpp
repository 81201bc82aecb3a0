// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>
#include <hone/hooks/progress.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "test/child.hpp"
#include "test/temporary_directory.hpp"
#include "test/hooks/screen.hpp"
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(progress)

using hone::Progress;
using hone::Study;
using hone_test::Screen;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

/// Finishes a trial with this value. `time` passes on the screen's clock.
void tell(Study& study, Screen& screen, double value, std::chrono::milliseconds time = 1s) {
  hone::Trial trial = study.ask();
  screen.pass(time);
  study.tell(trial, value);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_terminal_shows_one_line_that_is_replaced) {
  Study study;
  const auto screen = Screen::live();
  Progress progress = Progress(study, screen).total_trials(100);
  study.attach(progress);
  tell(study, *screen, 0.5);
  BOOST_TEST(screen->lines() == Lines{"trial 1/100 · best 0.5 (#0) · 1:39 left"},
             boost::test_tools::per_element());
  {
    hone::Trial pruned = study.ask();
    study.tell(pruned, hone::TrialState::pruned);
    hone::Trial failed = study.ask();
    study.tell(failed, hone::TrialState::fail);
  }
  hone::Trial running = study.ask();
  tell(study, *screen, 0.0812345);
  BOOST_TEST(screen->lines() == Lines{"trial 4/100 · best 0.08123 (#4) · 1 running · 1 pruned · 1 "
                                      "failed · 0:48 left"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_end_leaves_the_line_and_says_how_long_it_took) {
  Study study;
  const auto screen = Screen::live();
  {
    Progress progress(study, screen);
    study.attach(Progress(progress));
    tell(study, *screen, 0.5, 3661s);
    progress.finish();
    BOOST_TEST(screen->lines() == (Lines{"trial 1 · best 0.5 (#0) · took 1:01:01", ""}),
               boost::test_tools::per_element());
    const std::string before = screen->written;
    progress.finish();  // no change since the last update
    BOOST_TEST(screen->written == before);
  }
  tell(study, *screen, 0.25, 1s);
  BOOST_TEST(screen->lines().back() == "trial 2 · best 0.25 (#1)");
}

BOOST_AUTO_TEST_CASE(the_last_copy_leaves_the_line) {
  const auto screen = Screen::live();
  {
    Study study;
    study.attach(Progress(study, screen));
    tell(study, *screen, 0.5);
    BOOST_TEST(screen->lines().size() == 1u);
  }
  BOOST_TEST(screen->lines() == (Lines{"trial 1 · best 0.5 (#0) · took 0:01", ""}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_terminal_is_written_to_ten_times_a_second_at_most) {
  Study study;
  const auto screen = Screen::live();
  Progress progress(study, screen);
  auto hooks = hone::hooks(progress);
  for (int64_t epoch = 1; epoch <= 1000; ++epoch) {
    BOOST_CHECK(hooks.on_epoch_end(epoch, 0.5) == hone::Next::proceed);
    screen->pass(1ms);
  }
  BOOST_TEST(screen->writes == 10);
}

BOOST_AUTO_TEST_CASE(an_epoch_shows_what_other_handles_did) {
  hone_test::TemporaryDirectory directory;
  Study study(directory / "net");
  const auto screen = Screen::live();
  Progress progress = Progress(study, screen).total_trials(10);
  hone_test::Child other([&] {
    Study theirs(directory / "net");
    theirs.optimize([](hone::Trial&) { return 0.125; }, 3);
    return 0;
  });
  BOOST_TEST_REQUIRE(other.wait() == 0);
  hone::Trial trial = study.ask();
  screen->pass(6s);
  progress.on_epoch_end({});
  BOOST_TEST(screen->lines() == Lines{"trial 3/10 · best 0.125 (#0) · 1 running · 0:14 left"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(time_left_runs_down_between_ends) {
  Study study;
  const auto screen = Screen::live();
  Progress progress = Progress(study, screen).total_trials(3);
  study.attach(progress);
  tell(study, *screen, 0.5, 60s);
  BOOST_TEST(screen->lines().back() == "trial 1/3 · best 0.5 (#0) · 2:00 left");
  screen->pass(45s);
  progress.on_epoch_end({});
  BOOST_TEST(screen->lines().back() == "trial 1/3 · best 0.5 (#0) · 1:15 left");
  screen->pass(300s);
  progress.on_epoch_end({});
  BOOST_TEST(screen->lines().back() == "trial 1/3 · best 0.5 (#0) · 0:00 left");
}

BOOST_AUTO_TEST_CASE(a_retried_trial_counts_once) {
  Study study;
  tell(study, *Screen::live(), std::nan(""));
  hone::FrozenTrial retry;
  retry.state = hone::TrialState::complete;
  retry.values = {0.5};
  retry.system_attrs["failed_trial"] = 0;
  study.add_trial(retry);
  const auto screen = Screen::live();
  Progress progress(study, screen);
  progress.on_epoch_end({});
  BOOST_TEST(screen->lines().back() == "trial 1 · best 0.5 (#1) · 1 failed");
}

BOOST_AUTO_TEST_CASE(a_paused_trial_does_not_run) {
  Study study;
  study.optimize(
      [](hone::Trial& trial) {
        trial.record_answer(hone::Next::pause);
        return 0.0;
      },
      1);
  const auto screen = Screen::live();
  Progress progress(study, screen);
  progress.on_epoch_end({});
  BOOST_TEST(screen->lines().back() == "trial 0");
}

BOOST_AUTO_TEST_CASE(several_objectives_have_no_best) {
  Study study(
      hone::StudyOptions().directions({hone::Direction::minimize, hone::Direction::maximize}));
  const auto screen = Screen::live();
  Progress progress(study, screen);
  study.attach(progress);
  hone::Trial trial = study.ask();
  study.tell(trial, {1, 2});
  BOOST_TEST(screen->lines().back() == "trial 1");
}

BOOST_AUTO_TEST_CASE(a_narrow_window_cuts_between_characters) {
  Study study;
  const auto screen = Screen::live(10);
  Progress progress(study, screen);
  study.attach(progress);
  tell(study, *screen, 0.5);
  BOOST_TEST(screen->lines().back() == "trial 1 \u00b7");  // nine columns: the last one stays empty
  screen->width = 1;
  tell(study, *screen, 0.5);
  BOOST_TEST(screen->lines().back() == "");
}

BOOST_AUTO_TEST_CASE(colors_take_no_columns_and_are_never_cut) {
  using hone::detail::cut_to_columns;
  BOOST_TEST(cut_to_columns("ab\x1b[32mcd\x1b[0mef", 3) == "ab\x1b[32mc\x1b[0m");
  BOOST_TEST(cut_to_columns("a\xc2\xb7\xe2\x80\xa6z", 3) == "a\xc2\xb7\xe2\x80\xa6");
  BOOST_TEST(cut_to_columns("abc", 80) == "abc");
}

BOOST_AUTO_TEST_CASE(a_terminal_without_utf8_gets_ascii) {
  Study study;
  const auto screen = Screen::live();
  screen->has_utf8 = false;
  Progress progress(study, screen);
  study.attach(progress);
  tell(study, *screen, 0.5);
  BOOST_TEST(screen->lines().back() == "trial 1 | best 0.5 (#0)");
}

BOOST_AUTO_TEST_CASE(color_is_written_where_the_terminal_has_it) {
  Study study;
  const auto screen = Screen::live();
  screen->has_color = true;
  Progress progress(study, screen);
  study.attach(progress);
  tell(study, *screen, 0.5);
  BOOST_TEST(screen->written.find("\x1b[32mbest 0.5 (#0)\x1b[0m") != std::string::npos);
  BOOST_TEST(screen->lines().back() == "trial 1 · best 0.5 (#0)");
}

BOOST_AUTO_TEST_CASE(a_log_file_gets_a_whole_line_now_and_then) {
  Study study;
  const auto screen = Screen::file();
  Progress progress = Progress(study, screen).total_trials(100).every(60s);
  study.attach(progress);
  for (int i = 0; i < 13; ++i) tell(study, *screen, 0.5, 10s);
  BOOST_TEST(screen->written ==
             "trial 6/100 | best 0.5 (#0) | 15:40 left\n"
             "trial 12/100 | best 0.5 (#0) | 14:40 left\n");
  progress.finish();
  BOOST_TEST(screen->lines()[2] == "trial 13/100 | best 0.5 (#0) | took 2:10");
}

BOOST_AUTO_TEST_CASE(other_text_goes_above_the_line) {
  Study study;
  const auto screen = Screen::live();
  Progress progress(study, screen);
  study.attach(progress);
  progress.print("before\n");
  tell(study, *screen, 0.5);
  progress.print("hello\nyou\n");
  BOOST_TEST(screen->lines() == (Lines{"before", "hello", "you", "trial 1 · best 0.5 (#0)"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(several_jobs_share_the_line) {
  Study study;
  const auto screen = Screen::live();
  Progress progress(study, screen);
  study.attach(progress);
  study.optimize(
      [&](hone::Trial& trial) {
        auto hooks = hone::hooks(hone::report(trial), progress);
        for (int64_t epoch = 1; epoch <= 5; ++epoch)
          if (hooks.on_epoch_end(epoch, 0.5) != hone::Next::proceed) break;
        return hooks.on_trial_end();
      },
      hone::OptimizeOptions().n_trials(40).n_jobs(4));
  progress.finish();
  BOOST_TEST(screen->lines() == (Lines{"trial 40 · best 0.5 (#0) · took 0:00", ""}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_forked_child_leaves_the_line_to_its_parent) {
  Study study;
  const auto screen = Screen::live();
  auto progress = std::make_unique<Progress>(study, screen);
  progress->on_epoch_end({});
  hone_test::Child child([&] {
    progress.reset();
    return screen->lines().size() == 1 ? 0 : 1;
  });
  BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_real_terminal_is_seen_as_one) {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  BOOST_TEST_REQUIRE(master >= 0);
  BOOST_TEST_REQUIRE((::grantpt(master) == 0 && ::unlockpt(master) == 0));
  winsize size{};
  size.ws_col = 20;
  BOOST_TEST_REQUIRE(::ioctl(master, TIOCSWINSZ, &size) == 0);
  // In a child, so that its environment can be changed.
  hone_test::Child child([&] {
    ::setenv("TERM", "xterm", 1);
    ::setenv("LC_ALL", "C.UTF-8", 1);
    ::unsetenv("NO_COLOR");
    std::FILE* const terminal = std::fopen(::ptsname(master), "r+");
    if (!terminal) return 2;
    Study study;
    {
      Progress progress(study, terminal);
      progress.on_epoch_end({});
      hone::Trial trial = study.ask();
      study.tell(trial, 0.5);
    }
    std::fputs("end\n", terminal);
    return std::fclose(terminal);
  });
  std::string text;
  char bytes[256];
  pollfd ready{master, POLLIN, 0};
  while (text.find("end") == std::string::npos && ::poll(&ready, 1, 100000) == 1) {
    const ssize_t count = ::read(master, bytes, sizeof bytes);
    if (count <= 0) break;
    text.append(bytes, static_cast<size_t>(count));
  }
  BOOST_TEST(child.wait() == 0);
  ::close(master);
  BOOST_TEST(text ==
             "\rtrial 0\x1b[K"
             "\rtrial 1 \u00b7 \x1b[32mbest 0.5 \x1b[0m\x1b[K\r\nend\r\n");
}

BOOST_AUTO_TEST_CASE(a_file_is_no_terminal_and_no_color_is_honored) {
  using hone::detail::StreamTerminal;
  std::FILE* const file = std::tmpfile();
  BOOST_TEST_REQUIRE(file);
  const StreamTerminal terminal(file);
  BOOST_TEST(!terminal.is_live);
  BOOST_TEST(!terminal.has_color);
  BOOST_TEST(terminal.columns() == 80);
  std::fclose(file);

  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  BOOST_TEST_REQUIRE((master >= 0 && ::grantpt(master) == 0 && ::unlockpt(master) == 0));
  hone_test::Child child([&] {
    std::FILE* const stream = std::fopen(::ptsname(master), "r+");
    ::setenv("TERM", "xterm", 1);
    ::setenv("NO_COLOR", "1", 1);
    const StreamTerminal plain(stream);
    if (!plain.is_live || plain.has_color) return 1;
    ::setenv("NO_COLOR", "", 1);  // counts as not set
    if (!StreamTerminal(stream).has_color) return 2;
    ::setenv("TERM", "dumb", 1);
    if (StreamTerminal(stream).is_live || StreamTerminal(stream).has_color) return 3;
    ::setenv("LC_ALL", "C", 1);
    ::setenv("LANG", "en_US.UTF-8", 1);
    return StreamTerminal(stream).has_utf8 ? 4 : 0;
  });
  BOOST_TEST(child.wait() == 0);
  ::close(master);
}

BOOST_AUTO_TEST_SUITE_END()
