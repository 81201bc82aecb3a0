// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/pruners/nop.hpp>
#include <hone/samplers/nsga_ii.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/checkpoint/faulty_ops.hpp"
#include "test/child.hpp"
#include "test/temporary_directory.hpp"
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(study)

namespace {

using hone::TrialState;

double x_squared(hone::Trial& trial) {
  const double x = trial.suggest_float("x", -1, 1);
  return x * x;
}

template <class Exception>
void refused(const std::function<void()>& call, const std::vector<std::string>& words) {
  BOOST_CHECK_EXCEPTION(call(), Exception, [&](const Exception& error) {
    const std::string what = error.what();
    BOOST_TEST_MESSAGE(what);
    for (const std::string& word : words)
      if (what.find(word) == std::string::npos) return false;
    return what.rfind("hone: ", 0) == 0;
  });
}

// Heartbeats need a thread, which a forked child cannot have under ThreadSanitizer.
hone::StudyOptions for_forks() {
  return hone::StudyOptions().heartbeat_interval(
      std::chrono::seconds(hone_test::kThreadsAfterFork ? 60 : 0));
}

}  // namespace

BOOST_AUTO_TEST_CASE(n_trials_counts_this_call_and_total_trials_the_study) {
  hone::Study study;
  study.optimize(x_squared, 3);
  study.optimize(x_squared, 2);
  BOOST_TEST(study.trials().size() == 5u);
  study.optimize(x_squared, hone::OptimizeOptions().total_trials(7));
  BOOST_TEST(study.trials().size() == 7u);
  study.optimize(x_squared, hone::OptimizeOptions().total_trials(7));
  BOOST_TEST(study.trials().size() == 7u);
  study.optimize(x_squared, 0);
  BOOST_TEST(study.trials().size() == 7u);
}

BOOST_AUTO_TEST_CASE(total_trials_is_exact_with_many_jobs) {
  hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(1)));
  std::atomic<int> calls{0};
  study.optimize([&](hone::Trial& trial) { return ++calls, x_squared(trial); },
                 hone::OptimizeOptions().total_trials(57).n_jobs(8));
  BOOST_TEST(calls == 57);
  BOOST_TEST(study.trials().size() == 57u);
}

BOOST_AUTO_TEST_CASE(a_timeout_begins_no_trial_after_it) {
  hone::Study study;
  study.optimize(x_squared, hone::OptimizeOptions().timeout(std::chrono::seconds(0)));
  BOOST_TEST(study.trials().empty());
  study.optimize(
      [&](hone::Trial& trial) {
        const auto start = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(600)) {
        }
        return x_squared(trial);
      },
      hone::OptimizeOptions().timeout(std::chrono::milliseconds(500)).n_trials(50));
  BOOST_TEST(study.trials().size() == 1u);  // the running trial is finished
  BOOST_TEST((study.trials()[0].state == TrialState::complete));
}

BOOST_AUTO_TEST_CASE(stop_ends_optimize_after_the_running_trials) {
  hone::Study study;
  study.optimize([&](hone::Trial& trial) {
    if (trial.number() == 2) study.stop();
    return x_squared(trial);
  });
  BOOST_TEST(study.trials().size() == 3u);
  study.optimize(x_squared, 1);  // a stop ends with its call
  BOOST_TEST(study.trials().size() == 4u);
}

BOOST_AUTO_TEST_CASE(the_best_of_equals_is_the_first) {
  hone::Study study(hone::StudyOptions().direction(hone::Direction::maximize));
  const std::vector<double> values = {1, 3, std::nan(""), 3, 2};
  study.optimize([&](hone::Trial& trial) { return values[static_cast<size_t>(trial.number())]; },
                 5);
  BOOST_TEST(study.best_trial().number == 1);
  BOOST_TEST(study.best_value() == 3.0);
  BOOST_TEST((study.trials()[2].state == TrialState::fail));
}

BOOST_AUTO_TEST_CASE(without_a_complete_trial_there_is_no_best_one) {
  hone::Study study;
  refused<hone::Error>([&] { study.best_trial(); }, {"COMPLETE"});
  study.optimize([](hone::Trial&) -> double { throw hone::TrialPruned(); }, 2);
  refused<hone::Error>([&] { study.best_trial(); }, {"COMPLETE"});
  study.optimize([](hone::Trial&) { return std::nan(""); }, 2);
  refused<hone::Error>([&] { study.best_trial(); },
                       {"COMPLETE", "2 have FAILed", "trial 3", "the value was NaN"});
}

BOOST_AUTO_TEST_CASE(infinity_is_a_value_and_nan_is_a_failure) {
  hone::Study study;
  study.optimize([](hone::Trial&) { return std::numeric_limits<double>::infinity(); }, 1);
  study.optimize([](hone::Trial&) { return std::nan(""); }, 1);
  BOOST_TEST((study.trials()[0].state == TrialState::complete));
  BOOST_TEST((study.trials()[1].state == TrialState::fail));
  BOOST_TEST(study.trials()[1].values.empty());
  BOOST_TEST(study.best_trial().number == 0);
}

BOOST_AUTO_TEST_CASE(a_detached_trial_waits_for_whoever_knows_its_number) {
  const auto storage = std::make_shared<hone::MemoryStorage>();
  const auto options = [&] { return hone::StudyOptions().storage(storage); };
  double asked = 0;
  {
    hone::Study study(options());
    hone::Trial trial = study.ask();
    asked = trial.suggest_float("x", 0, 1);
    BOOST_CHECK_THROW(study.detached_trial(0), hone::ArgumentError);  // this process still holds it
    trial.detach();
    BOOST_CHECK_THROW(trial.report(1, 1), hone::UpdateFinishedTrialError);
  }
  hone::Study study(options());
  BOOST_TEST(study.ask().number() == 1);  // ask() does not resume it
  study.detached_trial(0).report(0.5, 1);
  {
    hone::Trial trial = study.detached_trial(0);
    BOOST_TEST(trial.suggest_float("x", 0, 1) == asked);
    trial.report(0.25, 2);
    study.tell(trial, 2);
  }
  BOOST_TEST(study.best_trial().number == 0);
  BOOST_TEST(study.best_trial().intermediate_values.size() == 2u);
  BOOST_CHECK_THROW(study.detached_trial(0), hone::UpdateFinishedTrialError);
  BOOST_CHECK_THROW(study.detached_trial(7), hone::ArgumentError);
}

BOOST_AUTO_TEST_CASE(a_pruned_trial_keeps_its_last_report_and_is_never_best) {
  hone::Study study;
  study.optimize(
      [](hone::Trial& trial) -> double {
        trial.report(5, 1);
        trial.report(-9, 2);
        throw hone::TrialPruned();
      },
      1);
  study.optimize([](hone::Trial&) { return 4.0; }, 1);
  const hone::FrozenTrial pruned = study.trials()[0];
  BOOST_TEST((pruned.state == TrialState::pruned));
  BOOST_TEST(pruned.value() == -9.0);
  BOOST_TEST(study.best_trial().number == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_of_prune_wins_over_the_value) {
  hone::Study study;
  study.optimize(
      [](hone::Trial& trial) {
        trial.record_answer(hone::Next::prune);
        return 1.0;
      },
      1);
  BOOST_TEST((study.trials()[0].state == TrialState::pruned));
  BOOST_TEST(study.trials()[0].values.empty());
}

BOOST_AUTO_TEST_CASE(a_pause_ends_optimize_and_the_next_ask_takes_the_trial_up) {
  hone::Study study;
  study.optimize(
      [](hone::Trial& trial) {
        trial.suggest_float("x", 0, 1);
        trial.report(0.5, 1);
        trial.record_answer(hone::Next::pause);
        return 1.0;
      },
      5);
  BOOST_TEST(study.trials().size() == 1u);
  const hone::FrozenTrial paused = study.trials()[0];
  BOOST_TEST((paused.state == TrialState::running));
  for (int again = 0; again < 5; ++again) {  // any number of times: a pause is not a failed attempt
    study.optimize(
        [&](hone::Trial& trial) {
          BOOST_TEST(trial.number() == 0);
          BOOST_TEST(trial.suggest_float("x", 0, 1) == paused.param<double>("x"));
          trial.report(9, 1);  // reported before: keeps its value
          trial.record_answer(again < 4 ? hone::Next::pause : hone::Next::proceed);
          return 2.0;
        },
        1);
  }
  BOOST_TEST(study.trials().size() == 1u);
  BOOST_TEST(study.trials()[0].value() == 2.0);
  BOOST_TEST(study.trials()[0].intermediate_values.at(1) == 0.5);
}

BOOST_AUTO_TEST_CASE(a_trial_destroyed_untold_is_taken_up_again_a_few_times_and_then_fails) {
  hone::Study study(hone::StudyOptions().max_attempts(2));
  int ended = 0;
  struct Count {
    int& ended;
    void on_trial_end(const hone::TrialEnd& event) {
      ++ended;
      BOOST_TEST((event.trial.state == TrialState::fail));
    }
  };
  study.attach(Count{ended});
  double x = 0;
  {
    hone::Trial trial = study.ask();
    x = trial.suggest_float("x", 0, 1);
  }
  for (int attempt = 1; attempt <= 2; ++attempt) {
    hone::Trial trial = study.ask();
    BOOST_TEST(trial.number() == 0);
    BOOST_TEST(trial.suggest_float("x", 0, 1) == x);
  }
  const hone::Trial next = study.ask();
  BOOST_TEST(next.number() == 1);
  BOOST_TEST((study.trials()[0].state == TrialState::fail));
  BOOST_TEST(study.trials()[0].system_attrs.count("fail_reason") == 1u);
  BOOST_TEST(ended == 1);
}

BOOST_AUTO_TEST_CASE(a_trial_is_told_once) {
  hone::Study study;
  hone::Trial trial = study.ask();
  study.tell(trial, 1);
  refused<hone::UpdateFinishedTrialError>([&] { study.tell(trial, 2); }, {"trial 0", "finished"});
  refused<hone::UpdateFinishedTrialError>([&] { trial.report(1, 1); }, {"trial 0"});
  refused<hone::UpdateFinishedTrialError>([&] { trial.set_user_attr("a", 1); }, {"trial 0"});
  BOOST_TEST(study.trials()[0].value() == 1.0);
}

BOOST_AUTO_TEST_CASE(a_trial_is_the_only_job_while_no_other_one_runs) {
  hone::Study study;
  hone::Trial first = study.ask();
  BOOST_TEST(first.is_only_job());
  hone::Trial second = study.ask();
  BOOST_TEST(!first.is_only_job());
  study.tell(first, 1);  // although its handle still exists
  BOOST_TEST(second.is_only_job());
}

BOOST_AUTO_TEST_CASE(tell_without_a_value_is_for_pruned_and_fail) {
  hone::Study study;
  hone::Trial a = study.ask(), b = study.ask();
  refused<hone::ArgumentError>([&] { study.tell(a, TrialState::complete); }, {"pass the value"});
  study.tell(a, TrialState::fail);
  study.tell(b, TrialState::pruned);
  BOOST_TEST((study.trials()[0].state == TrialState::fail));
  BOOST_TEST((study.trials()[1].state == TrialState::pruned));
}

BOOST_AUTO_TEST_CASE(what_an_objective_throws_fails_the_trial_and_goes_through) {
  hone::Study study;
  BOOST_CHECK_THROW(study.optimize([](hone::Trial&) -> double { throw 42; }, 3), int);
  BOOST_CHECK_THROW(
      study.optimize([](hone::Trial&) -> double { throw std::runtime_error("disk on fire"); }, 3),
      std::runtime_error);
  BOOST_TEST(study.trials().size() == 2u);
  BOOST_TEST(study.trials()[1].system_attrs.at("fail_reason").as<std::string>() == "disk on fire");
  study.optimize([](hone::Trial&) -> double { throw 42; },
                 hone::OptimizeOptions().n_trials(3).catch_errors(true));
  BOOST_TEST(study.trials().size() == 5u);
  for (const auto& trial : study.trials()) BOOST_TEST((trial.state == TrialState::fail));
}

BOOST_AUTO_TEST_CASE(a_trial_that_lost_its_ranks_is_left_to_whoever_asks_next) {
  hone::Study study;
  BOOST_CHECK_THROW(
      study.optimize([](hone::Trial&) -> double { throw hone::RankError("rank 2 was killed"); },
                     hone::OptimizeOptions().n_trials(3).catch_errors(true)),
      hone::RankError);
  BOOST_TEST(study.trials().size() == 1u);
  BOOST_TEST((study.trials()[0].state == TrialState::running));
  BOOST_TEST(study.ask().number() == 0);
}

BOOST_AUTO_TEST_CASE(with_many_jobs_the_first_exception_stops_the_others) {
  hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(1)));
  BOOST_CHECK_THROW(study.optimize(
                        [](hone::Trial& trial) -> double {
                          if (trial.number() == 5) throw std::runtime_error("five");
                          return x_squared(trial);
                        },
                        hone::OptimizeOptions().n_trials(1000).n_jobs(4)),
                    std::runtime_error);
  BOOST_TEST(study.trials().size() < 1000u);
  for (const auto& trial : study.trials()) BOOST_TEST(hone::is_finished(trial.state));
}

BOOST_AUTO_TEST_CASE(an_enqueued_trial_comes_first_with_its_values) {
  hone::Study study;
  study.enqueue_trial({{"x", 0.25}, {"kind", "b"}}, {{"note", "mine"}});
  study.enqueue_trial({{"x", 0.5}});
  const auto objective = [](hone::Trial& trial) {
    trial.suggest_categorical("kind", {"a", "b"});
    return trial.suggest_float("x", 0, 1);
  };
  study.optimize(objective, 3);
  BOOST_TEST(study.trials()[0].param<double>("x") == 0.25);
  BOOST_TEST(study.trials()[0].param<std::string>("kind") == "b");
  BOOST_TEST(study.trials()[0].user_attr<std::string>("note") == "mine");
  BOOST_TEST(study.trials()[1].param<double>("x") == 0.5);
  BOOST_TEST(study.trials().size() == 3u);
}

BOOST_AUTO_TEST_CASE(an_enqueued_value_of_another_kind_is_refused_by_name) {
  hone::Study study;
  study.enqueue_trial({{"kind", "c"}});
  refused<hone::ArgumentError>(
      [&] {
        study.optimize(
            [](hone::Trial& trial) {
              trial.suggest_categorical("kind", {"a", "b"});
              return 0.0;
            },
            1);
      },
      {"kind", "\"c\"", "\"a\""});
}

BOOST_AUTO_TEST_CASE(a_name_has_one_kind_of_distribution_in_a_study) {
  hone::Study study;
  {
    hone::Trial trial = study.ask();
    trial.suggest_float("lr", 0.1, 1);
    trial.suggest_categorical("optimizer", {"sgd", "adam"});
    refused<hone::ArgumentError>([&] { trial.suggest_int("lr", 1, 2); },
                                 {"\"lr\"", "int", "float"});
    study.tell(trial, 1);
  }
  hone::Trial trial = study.ask();
  refused<hone::ArgumentError>([&] { trial.suggest_int("lr", 1, 2); }, {"\"lr\"", "int", "float"});
  refused<hone::ArgumentError>([&] { trial.suggest_float("lr", 0.1, 1, hone::Scale::log); },
                               {"\"lr\"", "log"});
  refused<hone::ArgumentError>(
      [&] {
        trial.suggest_categorical("optimizer", {"sgd", "rmsprop"});
      },
      {"\"optimizer\"", "rmsprop", "adam"});
  trial.suggest_float("lr", 5, 6);  // a different range is allowed
  BOOST_TEST(trial.params().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_bad_name_is_refused) {
  hone::Study study;
  hone::Trial trial = study.ask();
  for (const char* name : {"", "a/b", "a\nb", "a\tb"})
    refused<hone::ArgumentError>([&] { trial.suggest_float(name, 0, 1); }, {"parameter"});
  refused<hone::ArgumentError>([&] { hone::Study(hone::StudyOptions().study_name("a/b")); },
                               {"study", "slash"});
  BOOST_TEST(trial.params().empty());
}

BOOST_AUTO_TEST_CASE(bad_ranges_and_steps_are_refused_and_leave_no_trace) {
  hone::Study study;
  hone::Trial trial = study.ask();
  refused<hone::ArgumentError>([&] { trial.suggest_float("lr", 1, 0); }, {"\"lr\""});
  refused<hone::ArgumentError>([&] { trial.suggest_float("lr", 0, 1, hone::Scale::log); },
                               {"\"lr\""});
  refused<hone::ArgumentError>([&] { trial.suggest_float("lr", 0, 1, hone::Step(-1)); },
                               {"\"lr\""});
  refused<hone::ArgumentError>([&] { trial.suggest_int("n", 0, 4, hone::Scale::log); }, {"\"n\""});
  refused<hone::ArgumentError>([&] { trial.suggest_categorical("c", std::vector<int>{}); },
                               {"\"c\""});
  refused<hone::ArgumentError>([&] { trial.report(1, -1); }, {"-1"});
  BOOST_TEST(study.trials()[0].params.empty());
}

BOOST_AUTO_TEST_CASE(a_parameter_with_one_value_and_mixed_choices_work) {
  hone::Study study;
  hone::Trial trial = study.ask();
  BOOST_TEST(trial.suggest_float("a", 0.5, 0.5) == 0.5);
  BOOST_TEST(trial.suggest_int("b", 7, 7) == 7);
  BOOST_TEST(trial.suggest_categorical("c", {"only"}) == "only");
  BOOST_TEST(trial.suggest_categorical("d", {true}));
  const hone::Value mixed =
      trial.suggest_categorical("e", std::vector<hone::Value>{nullptr, 1, 2.5, "x"});
  BOOST_TEST((study.trials()[0].find_param("e")->value() == mixed));
  const int64_t stepped = trial.suggest_int("f", 0, 9, 4);
  BOOST_TEST(stepped % 4 == 0);
}

BOOST_AUTO_TEST_CASE(study_hooks_run_one_at_a_time_and_may_ask_the_study) {
  hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(2)));
  struct Watch {
    hone::Study& study;
    int ended = 0;
    int bests = 0;
    std::atomic<int> inside{0};
    bool overlapped = false;
    explicit Watch(hone::Study& its_study) : study(its_study) {}
    void on_trial_end(const hone::TrialEnd& event) {
      if (++inside > 1) overlapped = true;
      ++ended;
      bests += event.is_best;
      if (!study.trials().empty() && study.best_trial().number < 0) overlapped = true;
      if (ended == 30) study.stop();
      --inside;
    }
  } watch(study);
  study.attach(watch);
  study.optimize(x_squared, hone::OptimizeOptions().n_jobs(4));
  BOOST_TEST(!watch.overlapped);
  BOOST_TEST(watch.bests >= 1);
  BOOST_TEST(static_cast<size_t>(watch.ended) == study.trials().size());
}

BOOST_AUTO_TEST_CASE(the_same_seed_and_history_offer_the_same_whatever_the_number_of_jobs) {
  const auto run = [](int jobs) {
    hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(11)));
    study.optimize(x_squared, hone::OptimizeOptions().n_trials(20).n_jobs(jobs));
    std::vector<double> xs;
    for (const auto& trial : study.trials()) xs.push_back(trial.param<double>("x"));
    return xs;
  };
  const auto alone = run(1);
  BOOST_TEST(run(4) == alone, boost::test_tools::per_element());
  BOOST_TEST(std::set<double>(alone.begin(), alone.end()).size() == 20u);
}

BOOST_AUTO_TEST_CASE(each_job_has_its_device) {
  hone::Study study;
  std::mutex mutex;
  std::map<std::thread::id, std::set<std::string>> devices;
  std::atomic<int> waiting{0};
  study.optimize(
      [&](hone::Trial& trial) {
        for (++waiting; waiting < 3;) std::this_thread::yield();  // so that each job has a trial
        const std::lock_guard<std::mutex> lock(mutex);
        devices[std::this_thread::get_id()].insert(trial.device());
        return 0.0;
      },
      hone::OptimizeOptions().n_trials(12).n_jobs(3).devices({"cuda:0", "cuda:1"}));
  std::multiset<std::string> of_jobs;
  for (const auto& job : devices) {
    BOOST_REQUIRE(job.second.size() == 1u);
    of_jobs.insert(*job.second.begin());
  }
  BOOST_TEST(of_jobs == (std::multiset<std::string>{"cuda:0", "cuda:0", "cuda:1"}));
  BOOST_TEST(study.ask().device() == "cpu");
}

BOOST_AUTO_TEST_CASE(a_moved_from_trial_says_so) {
  hone::Study study;
  hone::Trial trial = study.ask();
  const hone::Trial moved = std::move(trial);
  refused<hone::ArgumentError>([&] { trial.report(1, 1); }, {"moved from"});
  BOOST_TEST(moved.number() == 0);
}

BOOST_AUTO_TEST_CASE(options_that_cannot_be_are_refused) {
  refused<hone::ArgumentError>([] { hone::OptimizeOptions().n_jobs(0); }, {"n_jobs"});
  refused<hone::ArgumentError>(
      [] {
        hone::OptimizeOptions().devices({"cuda:0", ""});
      },
      {"devices", "cpu"});
  refused<hone::ArgumentError>([] { hone::OptimizeOptions().intra_op_threads(0); },
                               {"intra_op_threads"});
  refused<hone::ArgumentError>([] { hone::OptimizeOptions().n_trials(-1); }, {"n_trials"});
  refused<hone::ArgumentError>([] { hone::OptimizeOptions().total_trials(-1); }, {"total_trials"});
  refused<hone::ArgumentError>([] { hone::StudyOptions().max_attempts(-1); }, {"max_attempts"});
  refused<hone::ArgumentError>([] { hone::Study study(""); }, {"directory"});
}

BOOST_AUTO_TEST_CASE(a_directory_is_opened_again_as_it_was) {
  const hone_test::TemporaryDirectory directory;
  std::vector<double> xs;
  {
    hone::Study study(directory / "runs/net/",
                      hone::StudyOptions().direction(hone::Direction::maximize));
    BOOST_TEST(study.name() == "net");
    study.optimize(x_squared, 12);
    for (const auto& trial : study.trials()) xs.push_back(trial.param<double>("x"));
  }
  hone::Study study(directory / "runs/../runs/net");
  BOOST_TEST((study.direction() == hone::Direction::maximize));  // the stored direction
  BOOST_TEST(study.trials().size() == 12u);
  study.optimize(x_squared, 3);
  for (const auto& trial : study.trials())
    if (trial.number >= 12)
      for (const double x : xs) BOOST_TEST(trial.param<double>("x") != x);  // no repetition
  refused<hone::StorageError>(
      [&] {
        hone::Study(directory / "runs/net",
                    hone::StudyOptions().direction(hone::Direction::minimize));
      },
      {"net", "maximize", "minimize"});
}

BOOST_AUTO_TEST_CASE(a_study_of_a_newer_format_is_refused) {
  const hone_test::TemporaryDirectory directory;
  {
    hone::Study study(directory / "net");
    hone::JournalStorage storage(directory / "net/journal.log");
    storage.update(
        storage.open_study("net", {}),
        [](const hone::StudyRecord&) {
          return hone::Changes{hone::SetStudySystemAttr{"hone:format", 2}};
        },
        hone::Durability::appended);
  }
  refused<hone::StorageError>([&] { hone::Study(directory / "net"); },
                              {"net", "format 2", "newer"});
}

BOOST_AUTO_TEST_CASE(a_directory_that_cannot_be_made_is_refused_by_name) {
  const hone_test::TemporaryDirectory directory;
  std::ofstream(directory / "file") << "text";
  refused<hone::StorageError>([&] { hone::Study(directory / "file"); }, {"file"});
  refused<hone::StorageError>([&] { hone::Study(directory / "file/net"); }, {"file/net"});
  refused<hone::ArgumentError>([&] { hone::Study(directory / "a\nb"); }, {"newline"});
  refused<hone::ArgumentError>([&] { hone::Study("/"); }, {"last name"});
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_left_running_is_taken_up_and_finished) {
  const hone_test::TemporaryDirectory directory;
  const pid_t pid = ::fork();
  if (pid == 0) {
    hone::Study study(directory / "net", hone::StudyOptions().sampler(hone::RandomSampler(1)));
    hone::Trial trial = study.ask();
    trial.suggest_float("x", 0, 1);
    trial.report(0.5, 1);
    ::_exit(9);
  }
  ::waitpid(pid, nullptr, 0);
  hone::Study study(directory / "net", hone::StudyOptions().sampler(hone::RandomSampler(1)));
  const double x = study.trials().at(0).param<double>("x");
  study.optimize(
      [&](hone::Trial& trial) {
        BOOST_TEST(trial.number() == 0);
        BOOST_TEST(trial.suggest_float("x", 0, 1) == x);
        return trial.suggest_float("y", 0, 1);
      },
      hone::OptimizeOptions().total_trials(1));
  BOOST_TEST(study.trials().size() == 1u);
  BOOST_TEST(study.trials()[0].intermediate_values.at(1) == 0.5);
  BOOST_TEST((study.trials()[0].state == TrialState::complete));
  hone::Study whole(hone::StudyOptions().sampler(hone::RandomSampler(1)));
  hone::Trial trial = whole.ask();  // what it would have got without the kill
  BOOST_TEST(trial.suggest_float("x", 0, 1) == x);
  BOOST_TEST(trial.suggest_float("y", 0, 1) == study.trials()[0].param<double>("y"));
}

BOOST_AUTO_TEST_CASE(a_trial_of_a_live_process_is_not_taken_up) {
  const hone_test::TemporaryDirectory directory;
  hone::Study study(directory / "net", for_forks());
  hone::Trial trial = study.ask();
  const pid_t pid = ::fork();
  if (pid == 0) {
    hone::Study other(directory / "net", for_forks());
    const int64_t number = other.ask().number();
    ::_exit(number == 1 ? 0 : 1);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  BOOST_TEST(status == 0);
  study.tell(trial, 1);
}

BOOST_AUTO_TEST_CASE(a_forked_child_leaves_the_parents_trials_alone) {
  const hone_test::TemporaryDirectory directory;
  hone::Study study(directory / "net", for_forks());
  {
    hone::Trial trial = study.ask();
    const pid_t pid = ::fork();
    if (pid == 0) {
      { const hone::Trial gone = std::move(trial); }
      int64_t number = -1;
      {
        hone::Trial mine = study.ask();
        number = mine.number();
        study.tell(mine, 3);
      }
      ::_exit(number == 1 ? 0 : 1);
    }
    int status = -1;
    ::waitpid(pid, &status, 0);
    BOOST_TEST(status == 0);
    study.tell(trial, 1);
  }
  BOOST_TEST(study.trials().size() == 2u);
  BOOST_TEST(study.best_value() == 1.0);
}

BOOST_AUTO_TEST_CASE(a_trial_that_kills_its_worker_is_given_up_after_its_attempts) {
  const hone_test::TemporaryDirectory directory;
  for (int life = 0; life < 5; ++life) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      hone::Study study(directory / "net");
      study.optimize(
          [](hone::Trial& trial) -> double {
            if (trial.number() == 0) ::_exit(9);
            return 1;
          },
          hone::OptimizeOptions().total_trials(2));
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    BOOST_TEST(WEXITSTATUS(status) == (life < 4 ? 9 : 0));
  }
  const hone::Study study(directory / "net");
  BOOST_TEST(study.trials().size() == 2u);
  BOOST_TEST((study.trials()[0].state == TrialState::fail));
  BOOST_TEST((study.trials()[1].state == TrialState::complete));
}

BOOST_AUTO_TEST_CASE(total_trials_is_exact_with_many_processes) {
  const hone_test::TemporaryDirectory directory;
  std::vector<pid_t> workers;
  for (int worker = 0; worker < 4; ++worker) {
    workers.push_back(::fork());
    if (workers.back() == 0) {
      try {
        hone::Study study(directory / "net", hone::StudyOptions().sampler(hone::RandomSampler(1)));
        study.optimize(x_squared, hone::OptimizeOptions().total_trials(50).n_jobs(2));
        ::_exit(0);
      } catch (...) {
        ::_exit(1);
      }
    }
  }
  for (const pid_t pid : workers) {
    int status = -1;
    ::waitpid(pid, &status, 0);
    BOOST_TEST(status == 0);
  }
  const hone::Study study(directory / "net");
  BOOST_TEST(study.trials().size() == 50u);
  for (const auto& trial : study.trials()) BOOST_TEST((trial.state == TrialState::complete));
}

BOOST_AUTO_TEST_CASE(attributes_of_trial_and_study_are_kept) {
  hone::Study study;
  study.set_user_attr("dataset", "mnist");
  hone::Trial trial = study.ask();
  trial.set_user_attr("sizes", hone::Json{"[1, 2]"});
  study.tell(trial, 0);
  BOOST_TEST(study.user_attrs().at("dataset").as<std::string>() == "mnist");
  BOOST_TEST(study.trials()[0].user_attr<hone::Json>("sizes").text.find('2') != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_trial_that_breaks_a_constraint_is_never_best) {
  hone::Study study;
  std::vector<bool> best;
  struct Remember {
    std::vector<bool>& best;
    void on_trial_end(const hone::TrialEnd& event) { best.push_back(event.is_best); }
  };
  study.attach(Remember{best});
  for (const double size : {0.5, -1.0, 0.0, 1.0}) {
    hone::Trial trial = study.ask();
    trial.set_constraint("size", size);
    study.tell(trial, -size);
    if (size == 0.5) refused<hone::Error>([&] { study.best_trial(); }, {"study", "constraints"});
  }
  BOOST_TEST(study.best_trial().number == 2);
  BOOST_TEST((study.best_trial().constraints() == std::map<std::string, double>{{"size", 0.0}}));
  BOOST_TEST((best == std::vector<bool>{false, true, true, false}));
}

BOOST_AUTO_TEST_CASE(a_constraint_keeps_its_first_value_and_is_a_number) {
  hone::Study study;
  hone::Trial trial = study.ask();
  refused<hone::ArgumentError>([&] { trial.set_constraint("size", std::nan("")); },
                               {"\"size\"", "trial 0", "NaN"});
  trial.set_constraint("size", 2);
  trial.set_constraint("size", -2);
  trial.set_constraint("time", -1);
  BOOST_TEST((trial.frozen().constraints() ==
              std::map<std::string, double>{{"size", 2.0}, {"time", -1.0}}));
  study.tell(trial, 1);
  refused<hone::UpdateFinishedTrialError>([&] { trial.set_constraint("late", 1); },
                                          {"trial 0", "finished"});
}

namespace {

hone::StudyOptions two_objectives() {
  return hone::StudyOptions()
      .directions({hone::Direction::minimize, hone::Direction::maximize})
      .sampler(hone::RandomSampler(7));
}

std::vector<int64_t> front_of(const hone::Study& study) {
  std::vector<int64_t> numbers;
  for (const hone::FrozenTrial& trial : study.best_trials()) numbers.push_back(trial.number);
  return numbers;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_study_of_several_objectives_has_a_front_of_best_trials) {
  hone::Study study(two_objectives());
  const std::vector<std::vector<double>> told{{1, 1}, {2, 2}, {1, 0}, {3, 1}, {2, 2}, {0, 9}};
  BOOST_TEST(study.best_trials().empty());
  for (const auto& values : told) {
    hone::Trial trial = study.ask();
    if (values[1] == 9) trial.set_constraint("size", 1);
    study.tell(trial, values);
  }
  BOOST_TEST((front_of(study) == std::vector<int64_t>{0, 1, 4}));
  BOOST_TEST(study.best_trials()[1].values == (std::vector<double>{2, 2}));
  BOOST_TEST((study.direction() == hone::Direction::not_set));
  BOOST_TEST((study.directions() ==
              std::vector<hone::Direction>{hone::Direction::minimize, hone::Direction::maximize}));
  refused<hone::ArgumentError>([&] { study.best_trial(); }, {"best_trial", "\"study\"", "2"});
}

BOOST_AUTO_TEST_CASE(of_one_objective_all_that_share_the_best_value_are_best) {
  hone::Study study;
  for (const double value : {2.0, 1.0, 1.0, 3.0}) {
    hone::Trial trial = study.ask();
    study.tell(trial, value);
  }
  BOOST_TEST((front_of(study) == std::vector<int64_t>{1, 2}));
}

BOOST_AUTO_TEST_CASE(an_objective_may_return_a_vector_or_an_array) {
  hone::Study study(two_objectives());
  study.optimize(
      [](hone::Trial& trial) {
        const double x = trial.suggest_float("x", 0, 1);
        return std::vector<double>{x, -x};
      },
      3);
  study.optimize(
      [](hone::Trial& trial) {
        const double x = trial.suggest_float("x", 0, 1);
        return std::array<float, 2>{static_cast<float>(x), 0.5F};
      },
      2);
  study.optimize([](hone::Trial&) { return std::vector<double>{1, std::nan("")}; }, 1);
  const std::vector<hone::FrozenTrial> trials = study.trials();
  for (size_t i = 0; i < 5; ++i) {
    BOOST_TEST((trials[i].state == TrialState::complete));
    BOOST_TEST(trials[i].values.size() == 2u);
  }
  BOOST_TEST((trials[5].state == TrialState::fail));
  BOOST_TEST(trials[5].values.empty());
  hone::Study one;
  one.optimize([](hone::Trial&) { return std::vector<double>{4}; }, 1);
  BOOST_TEST(one.best_value() == 4.0);
}

BOOST_AUTO_TEST_CASE(a_wrong_number_of_values_names_the_study_and_the_numbers) {
  hone::Study study(two_objectives().study_name("net"));
  hone::Trial trial = study.ask();
  const std::vector<std::string> words{"trial 0", "1 values", "\"net\"", "2 objectives"};
  refused<hone::ArgumentError>([&] { study.tell(trial, 1.0); }, words);
  BOOST_TEST((study.trials()[0].state == TrialState::running));
  study.tell(trial, {1, 2});
  BOOST_TEST((study.trials()[0].state == TrialState::complete));

  const auto three = [](hone::Trial&) { return std::array<double, 3>{1, 2, 3}; };
  refused<hone::ArgumentError>([&] { study.optimize(three, 1); }, {"trial 1", "3 values", "net"});
  study.optimize(three, hone::OptimizeOptions().n_trials(1).catch_errors(true));
  for (const size_t number : {1u, 2u}) {
    BOOST_TEST((study.trials()[number].state == TrialState::fail));
    BOOST_TEST(study.trials()[number].system_attrs.count("fail_reason") == 1u);
  }
  hone::Study one;
  refused<hone::ArgumentError>([&] { one.optimize(three, 1); }, {"3 values", "1 objectives"});
}

BOOST_AUTO_TEST_CASE(reports_and_pruning_are_for_one_objective) {
  hone::Study study(two_objectives().pruner(hone::NopPruner()));
  hone::Trial trial = study.ask();
  refused<hone::ArgumentError>([&] { trial.report(1, 0); }, {"report", "one objective", "2"});
  refused<hone::ArgumentError>([&] { trial.should_prune(); }, {"should_prune", "one objective"});
  study.tell(trial, TrialState::pruned);
  BOOST_TEST(study.trials()[0].values.empty());
  refused<hone::ArgumentError>([] { hone::StudyOptions().directions({hone::Direction::not_set}); },
                               {"directions", "set"});
}

BOOST_AUTO_TEST_CASE(a_study_of_several_objectives_is_the_same_when_it_is_opened_again) {
  const hone_test::TemporaryDirectory directory;
  {
    hone::Study study(directory / "net", two_objectives());
    hone::Trial trial = study.ask();
    trial.set_constraint("size", -0.5);
    study.tell(trial, {1, std::numeric_limits<double>::infinity()});
  }
  hone::Study again(directory / "net", hone::StudyOptions().sampler(hone::RandomSampler(1)));
  BOOST_TEST(again.directions().size() == 2u);
  BOOST_TEST((front_of(again) == std::vector<int64_t>{0}));
  BOOST_TEST(again.best_trials()[0].constraints().at("size") == -0.5);
  refused<hone::StorageError>(
      [&] {
        hone::Study(directory / "net", hone::StudyOptions().direction(hone::Direction::minimize));
      },
      {"net", "minimize, maximize"});
}

BOOST_AUTO_TEST_CASE(several_objectives_need_no_sampler_of_their_own) {
  hone::Study study(
      hone::StudyOptions().directions({hone::Direction::minimize, hone::Direction::maximize}));
  study.optimize(
      [](hone::Trial& trial) {
        const double x = trial.suggest_float("x", -1, 1), y = trial.suggest_float("y", -1, 1);
        return std::vector<double>{x * x + y * y, x};
      },
      25);
  BOOST_TEST(study.trials().size() == 25u);
  BOOST_TEST(!study.best_trials().empty());
}

namespace {

hone::FrozenTrial by_hand(std::vector<double> values, double x) {
  hone::FrozenTrial trial;
  trial.state = TrialState::complete;
  trial.values = std::move(values);
  trial.params = {hone::make_param("x", hone::FloatDistribution{-1, 1}, x)};
  return trial;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_trial_from_elsewhere_is_added_with_the_next_number) {
  hone::Study study;
  study.optimize(x_squared, 1);
  hone::FrozenTrial trial = by_hand({-5}, 0.25);
  trial.number = 77;
  trial.intermediate_values[3] = 1;
  trial.user_attrs["by"] = "hand";
  study.add_trial(trial);
  const hone::FrozenTrial added = study.best_trial();
  BOOST_TEST(added.number == 1);
  BOOST_TEST(added.param<double>("x") == 0.25);
  BOOST_TEST(added.user_attr<std::string>("by") == "hand");
  BOOST_TEST(added.intermediate_values.at(3) == 1);
  BOOST_TEST((added.datetime_start && added.datetime_complete));
  study.optimize(x_squared, hone::OptimizeOptions().total_trials(3));
  BOOST_TEST(study.trials().size() == 3u);

  hone::FrozenTrial waiting;
  waiting.state = TrialState::waiting;
  study.add_trial(waiting);
  BOOST_TEST(study.ask().number() == 3);
  hone::FrozenTrial failed;
  failed.state = TrialState::fail;
  study.add_trial(failed);
  BOOST_TEST((study.trials()[4].state == TrialState::fail));
}

BOOST_AUTO_TEST_CASE(a_study_moves_to_another_by_adding_its_trials) {
  hone::Study from(hone::StudyOptions().sampler(hone::RandomSampler(2))), to;
  from.optimize(x_squared, 8);
  for (const hone::FrozenTrial& trial : from.trials()) to.add_trial(trial);
  BOOST_TEST(to.best_value() == from.best_value());
  to.optimize(x_squared, 1);
  BOOST_TEST(to.trials().size() == 9u);
}

BOOST_AUTO_TEST_CASE(a_trial_that_does_not_fit_is_not_added) {
  hone::Study study(hone::StudyOptions().study_name("net"));
  study.optimize(x_squared, 1);
  const auto refused_trial = [&](hone::FrozenTrial trial, const std::string& word) {
    refused<hone::ArgumentError>([&] { study.add_trial(trial); }, {"\"net\"", word});
  };
  refused_trial(hone::FrozenTrial(), "RUNNING");
  refused_trial(by_hand({1, 2}, 0), "2 values");
  refused_trial(by_hand({}, 0), "0 values");
  refused_trial(by_hand({std::nan("")}, 0), "NaN");
  hone::FrozenTrial outside = by_hand({1}, 0);
  outside.params[0].internal = 1.5;
  refused_trial(outside, "\"x\" outside");
  hone::FrozenTrial other = by_hand({1}, 0);
  other.params = {hone::make_param("x", hone::IntDistribution{0, 3}, 2)};
  refused_trial(other, "int in [0, 3]");
  other.params = {{"x", nullptr, 0}};
  refused_trial(other, "\"x\"");
  BOOST_TEST(study.trials().size() == 1u);

  refused<hone::ArgumentError>(
      [] {
        hone::make_param("x", hone::FloatDistribution{-1, 1}, 2);
      },
      {"\"x\"", "float in [-1, 1]", "2"});
  refused<hone::ArgumentError>(
      [] {
        hone::make_param("x", hone::IntDistribution{0, 9}, "many");
      },
      {"\"many\""});
  refused<hone::ArgumentError>(
      [] {
        hone::make_param("x", hone::IntDistribution{9, 0}, 5);
      },
      {"low 9"});
}

BOOST_AUTO_TEST_CASE(a_paused_trial_that_is_told_is_left_for_the_next_ask) {
  hone::Study study;
  hone::Trial trial = study.ask();
  trial.record_answer(hone::Next::pause);
  study.tell(trial, 1.0);
  BOOST_TEST((study.trials()[0].state == TrialState::running));
  BOOST_TEST(study.trials()[0].values.empty());
  hone::Trial again = study.ask();
  BOOST_TEST(again.number() == 0);
  study.tell(again, 2.0);
  BOOST_TEST(study.best_value() == 2.0);
  refused<hone::UpdateFinishedTrialError>([&] { study.tell(trial, 3.0); }, {"trial 0"});
}

BOOST_AUTO_TEST_CASE(a_study_is_told_its_own_trials) {
  hone::Study mine(hone::StudyOptions().study_name("mine")), other;
  hone::Trial trial = mine.ask(), its = other.ask();
  refused<hone::ArgumentError>([&] { other.tell(trial, 1.0); }, {"trial 0", "\"mine\""});
  refused<hone::ArgumentError>([&] { other.tell(trial, TrialState::fail); }, {"\"mine\""});
  other.tell(its, 2.0);
  mine.tell(trial, 1.0);
  BOOST_TEST(mine.best_value() == 1.0);
  BOOST_TEST(other.best_value() == 2.0);

  const hone_test::TemporaryDirectory directory;
  hone::Study one(directory / "net"), two(directory / "net");
  hone::Trial asked_of_one = one.ask();
  two.tell(asked_of_one, 3.0);
  BOOST_TEST(one.best_value() == 3.0);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_written_can_be_tried_again) {
  const hone_test::TemporaryDirectory directory;
  hone_test::FaultyOps ops;
  ops.error = ENOSPC;
  hone::Study study(hone::StudyOptions()
                        .storage(std::make_shared<hone::JournalStorage>(
                            directory / "journal.log", hone::detail::LockTimes(), ops))
                        .sampler(hone::NsgaIISampler())
                        .heartbeat_interval(std::chrono::seconds(0)));
  study.optimize(x_squared, 2);
  hone::Trial trial = study.ask();
  const auto with_a_full_disk = [&](const std::function<void()>& call) {
    ops.fail_at = ops.calls;
    ops.goes_on = true;
    refused<hone::StorageError>(call, {"journal.log"});
    ops.fail_at = -1;
  };
  with_a_full_disk([&] { trial.suggest_float("lr", 0, 1); });
  trial.suggest_float("lr", 1e-3, 1, hone::Scale::log);  // the failed suggest left no trace
  with_a_full_disk([&] { x_squared(trial); });
  with_a_full_disk([&] { trial.report(0.5, 1); });
  trial.report(0.25, 1);
  study.tell(trial, x_squared(trial));
  const hone::FrozenTrial told = study.trials().back();
  BOOST_TEST(told.intermediate_values.at(1) == 0.25);
  BOOST_TEST(told.system_attrs.count("NSGAIISampler:generation") == 1u);
}

BOOST_AUTO_TEST_CASE(a_trial_that_was_not_added_says_nothing_about_its_parameters) {
  hone::Study study;
  hone::FrozenTrial trial = by_hand({1}, 0);
  trial.params = {hone::make_param("lr", hone::FloatDistribution{1e-5, 1, true}, 1e-3),
                  hone::make_param("n", hone::IntDistribution{1, 9}, 9)};
  hone::FrozenTrial bad = trial;
  bad.params[1].internal = 10;
  refused<hone::ArgumentError>([&] { study.add_trial(bad); }, {"\"n\""});
  trial.params[0] = hone::make_param("lr", hone::FloatDistribution{0, 1}, 1e-3);
  study.add_trial(trial);
  BOOST_TEST(study.trials().size() == 1u);

  const auto refused_trial = [&](const hone::FrozenTrial& frozen, const std::string& word) {
    refused<hone::ArgumentError>([&] { study.add_trial(frozen); }, {word});
  };
  bad = trial;
  bad.params.push_back(bad.params[0]);
  refused_trial(bad, "\"lr\" twice");
  bad = trial;
  bad.params[0].name = "log";
  bad.params[0].distribution =
      std::make_shared<const hone::Distribution>(hone::FloatDistribution{0, 1, true});
  refused_trial(bad, "low above 0");
  bad = trial;
  bad.state = TrialState::waiting;
  refused_trial(bad, "WAITING");
  BOOST_TEST(study.trials().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_stop_is_not_undone_by_another_optimize) {
  hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(1)));
  std::atomic<int> calls{0};
  study.optimize(
      [&](hone::Trial& trial) {
        if (++calls == 3) {
          study.stop();
          std::thread([&] { study.optimize(x_squared, 1); }).join();
        }
        return x_squared(trial);
      },
      10);
  BOOST_TEST(calls == 3);
  BOOST_TEST(study.trials().size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_hook_that_throws_over_a_trial_given_up_leaves_none_behind) {
  const hone_test::TemporaryDirectory directory;
  hone_test::Child worker([&] {
    hone::Study study(directory / "net", for_forks());
    const hone::Trial trial = study.ask();
    ::_exit(0);
    return 0;
  });
  BOOST_TEST(worker.wait() == 0);
  hone::Study study(directory / "net", for_forks().max_attempts(0));
  struct Hook {
    bool throws = true;
    void on_trial_end(const hone::TrialEnd&) {
      if (std::exchange(throws, false)) throw std::runtime_error("the tracker is away");
    }
  };
  study.attach(Hook());
  BOOST_CHECK_THROW(study.ask(), std::runtime_error);
  study.optimize(x_squared, hone::OptimizeOptions().total_trials(2));
  for (const hone::FrozenTrial& trial : study.trials())
    BOOST_TEST(hone::is_finished(trial.state), "trial " << trial.number);
}

// Sanitizers reserve more memory than a limit could allow.
#if !defined(HONE_TEST_ADDRESS_SANITIZER) && !defined(HONE_TEST_THREAD_SANITIZER)
BOOST_AUTO_TEST_CASE(jobs_for_which_there_is_no_thread_are_done_by_the_others) {
  hone_test::Child child([] {
    const struct rlimit few_stacks = {rlim_t{300} << 20, rlim_t{300} << 20};
    if (::setrlimit(RLIMIT_AS, &few_stacks) != 0) return 2;
    hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(1)));
    study.optimize(x_squared, hone::OptimizeOptions().n_trials(500).n_jobs(64));
    return study.trials().size() == 500 ? 0 : 3;
  });
  BOOST_TEST(child.wait() == 0);
}

#endif

BOOST_AUTO_TEST_CASE(another_studys_checkpoints_are_not_taken_for_ones_own) {
  const hone_test::TemporaryDirectory directory;
  const std::string before = directory / "fashion", renamed = directory / "mode";
  {
    hone::Study study(before);
    hone::Trial trial = study.ask();
    ::mkdir((before + "/trials/0").c_str(), 0777);
    study.tell(trial, 1);
  }
  BOOST_REQUIRE(::symlink(before.c_str(), (directory / "latest").c_str()) == 0);
  refused<hone::StorageError>([&] { hone::Study study(directory / "latest"); },
                              {"latest", "\"fashion\"", "study_name(\"fashion\")", "begin anew"});
  BOOST_REQUIRE(::rename(before.c_str(), renamed.c_str()) == 0);
  refused<hone::StorageError>([&] { hone::Study study(renamed); }, {renamed, "\"fashion\""});
  const auto journal = std::make_shared<hone::JournalStorage>(renamed + "/journal.log");
  BOOST_TEST(journal->study_names().size() == 1u);
  const hone::Study same(
      hone::StudyOptions().storage(journal).study_name("fashion").directory(renamed));
  BOOST_TEST(same.trials().size() == 1u);

  ::unlink((renamed + "/journal.log").c_str());
  refused<hone::StorageError>([&] { hone::Study study(renamed); }, {"that is gone", "journal.log"});
  BOOST_REQUIRE(::rmdir((renamed + "/trials/0").c_str()) == 0);
  hone::Study anew(renamed);
  BOOST_TEST(anew.trials().empty());
}

BOOST_AUTO_TEST_CASE(a_paused_trial_that_is_let_go_of_has_cost_no_attempt) {
  hone::Study study(hone::StudyOptions().max_attempts(1));
  for (int i = 0; i < 5; ++i) {
    hone::Trial trial = study.ask();
    BOOST_TEST(trial.number() == 0);
    trial.record_answer(hone::Next::pause);
  }
}

// Proposes "a" for every trial, and stores an attribute in it. Its first call throws.
struct Together final : hone::Sampler {
  explicit Together(int& its_asked) : asked(its_asked) {}
  hone::Proposal sample_relative(const hone::StudyRecord&, const hone::FrozenTrial&) override {
    ++asked;
    if (asked == 1) throw std::runtime_error("not now");
    return {{hone::make_param("a", hone::FloatDistribution{0, 1}, 0.25)}, {{"noted", asked}}};
  }
  double sample_independent(const hone::StudyRecord&, const hone::FrozenTrial&, const std::string&,
                            const hone::Distribution&) override {
    return 0.5;
  }
  int& asked;
};

BOOST_AUTO_TEST_CASE(a_sampler_is_asked_once_a_trial_for_what_it_chooses_together) {
  int asked = 0;
  hone::Study study(hone::StudyOptions().sampler(Together(asked)));
  hone::Trial trial = study.ask();
  BOOST_CHECK_THROW(trial.suggest_float("a", 0, 1), std::runtime_error);
  for (const char* name : {"b", "c", "d"}) BOOST_TEST(trial.suggest_float(name, 0, 1) == 0.5);
  BOOST_TEST(trial.suggest_float("a", 0, 1) == 0.25);
  BOOST_TEST(asked == 2);
  BOOST_TEST((trial.frozen().system_attrs.at("noted") == 2));

  hone::Trial next = study.ask();
  BOOST_TEST(next.suggest_float("e", 0, 1) == 0.5);
  BOOST_TEST(next.suggest_float("f", 0, 1) == 0.5);
  BOOST_TEST(asked == 3);
}

BOOST_AUTO_TEST_SUITE_END()
