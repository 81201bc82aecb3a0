// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks/log_trials.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <stdlib.h>

#include "test/hooks/screen.hpp"
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

BOOST_AUTO_TEST_SUITE(log_trials)

using hone::Study;

namespace {

/// The output of LogTrials for a study, with the times replaced.
class Log {
 public:
  Log() : stream_(::open_memstream(&text_, &size_)) {}
  ~Log() {
    std::fclose(stream_);
    std::free(text_);
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  std::FILE* stream() const { return stream_; }
  std::string text() const {
    std::fflush(stream_);
    std::string result(text_, size_);
    const std::string time = "2026-11-23 15:20:17,123";
    for (size_t at = 0; at < result.size(); at = result.find('\n', at) + 1)
      result.replace(at + 3, time.size(), "TIME");
    return result;
  }

 private:
  char* text_ = nullptr;
  size_t size_ = 0;
  std::FILE* stream_;
};

}  // namespace

// Each line must be as Optuna 5.0 prints it.
BOOST_AUTO_TEST_CASE(each_end_has_optunas_line) {
  Log log;
  Study study(hone::StudyOptions().sampler(hone::RandomSampler(1)));
  study.attach(hone::log_trials(log.stream()));
  study.enqueue_trial({{"x", 0.25}, {"n", 3}, {"c", "a'b"}});
  study.enqueue_trial({{"x", 1e-5}, {"n", 1}, {"c", nullptr}});
  for (int i = 0; i < 3; ++i) study.enqueue_trial({{"x", 1.0}, {"n", 2}, {"c", true}});
  study.optimize(
      [](hone::Trial& trial) -> double {
        trial.suggest_float("x", 0, 1);
        trial.suggest_int("n", 1, 4);
        trial.suggest_categorical("c", {hone::Value("a'b"), hone::Value(), hone::Value(true)});
        if (trial.number() == 1) throw hone::TrialPruned();
        if (trial.number() == 2) return std::nan("");
        if (trial.number() == 3) throw std::runtime_error("boo");
        return trial.number() == 0 ? 0.5 : HUGE_VAL;
      },
      hone::OptimizeOptions().n_trials(5).catch_errors(true));
  BOOST_TEST(log.text() ==
             "[I TIME] Trial 0 finished with value: 0.5 and parameters: {'x': 0.25, 'n': 3, 'c': "
             "\"a'b\"}. Best is trial 0 with value: 0.5.\n"
             "[I TIME] Trial 1 pruned. \n"
             "[W TIME] Trial 2 failed with parameters: {'x': 1.0, 'n': 2, 'c': True} because of "
             "the following error: The value nan is not acceptable.\n"
             "[W TIME] Trial 2 failed with value nan.\n"
             "[W TIME] Trial 3 failed with parameters: {'x': 1.0, 'n': 2, 'c': True} because of "
             "the following error: boo.\n"
             "[W TIME] Trial 3 failed with value None.\n"
             "[I TIME] Trial 4 finished with value: inf and parameters: {'x': 1.0, 'n': 2, 'c': "
             "True}. Best is trial 0 with value: 0.5.\n");
}

BOOST_AUTO_TEST_CASE(several_objectives_have_a_list_and_no_best) {
  Log log;
  Study study(
      hone::StudyOptions().directions({hone::Direction::minimize, hone::Direction::maximize}));
  study.attach(hone::log_trials(log.stream()));
  hone::Trial trial = study.ask();
  study.tell(trial, {0.25, 2});
  BOOST_TEST(log.text() ==
             "[I TIME] Trial 0 finished with values: [0.25, 2.0] and parameters: "
             "{}.\n");
}

BOOST_AUTO_TEST_CASE(the_best_may_be_an_earlier_trial) {
  Log log;
  Study study(hone::StudyOptions().direction(hone::Direction::maximize));
  study.attach(hone::log_trials(log.stream()));
  for (const double value : {2.0, 1.0}) {
    hone::Trial trial = study.ask();
    study.tell(trial, value);
  }
  BOOST_TEST(log.text().find("Trial 1 finished with value: 1.0 and parameters: {}. Best is trial 0 "
                             "with value: 2.0.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_time_is_the_trials_end_in_the_local_zone) {
  hone::TrialEnd event;
  event.trial.number = 7;
  event.trial.state = hone::TrialState::pruned;
  std::tm local{};
  local.tm_year = 126, local.tm_mon = 10, local.tm_mday = 23;
  local.tm_hour = 15, local.tm_min = 20, local.tm_sec = 17, local.tm_isdst = -1;
  event.trial.datetime_complete =
      std::chrono::system_clock::from_time_t(std::mktime(&local)) + std::chrono::milliseconds(23);
  const auto screen = hone_test::Screen::live();
  Study study;
  hone::log_trials(hone::Progress(study, screen)).on_trial_end(event);
  BOOST_TEST(screen->written == "[I 2026-11-23 15:20:17,023] Trial 7 pruned. \n");
}

BOOST_AUTO_TEST_CASE(lines_scroll_by_above_the_progress) {
  const auto screen = hone_test::Screen::live();
  screen->has_color = true;
  Study study;
  hone::Progress progress(study, screen);
  study.attach(progress);
  study.attach(hone::log_trials(progress));
  for (const double value : {2.0, 1.0}) {
    hone::Trial trial = study.ask();
    screen->pass(std::chrono::seconds(1));
    study.tell(trial, value);
  }
  const auto lines = screen->lines();
  BOOST_TEST_REQUIRE(lines.size() == 3u);
  BOOST_TEST(lines[0].find("Trial 0 finished") != std::string::npos);
  BOOST_TEST(lines[1].find("Trial 1 finished") != std::string::npos);
  BOOST_TEST(lines[2] == "trial 2 · best 1 (#1)");
  BOOST_TEST(screen->written.find("\x1b[32m[I ") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
