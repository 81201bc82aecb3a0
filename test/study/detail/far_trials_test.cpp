// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Trials whose workers are on other machines, where only heartbeats show whether they are alive.
#include <hone/files/worker.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/study.hpp>

#include <boost/filesystem.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include "test/far_storage.hpp"
#include "test/temporary_directory.hpp"
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(far_trials)

namespace fs = boost::filesystem;
using hone::FrozenTrial;
using hone::OptimizeOptions;
using hone::Study;
using hone::StudyOptions;
using hone::TrialState;
using hone_test::FarStorage;
using hone_test::kFarWorker;

namespace {

hone::Changes changes(const std::vector<hone::Change>& list) { return list; }

/// Adds a RUNNING trial of that worker, with a suggested x and a reported value.
int64_t add_running(hone::Storage& storage, int64_t study, const std::string& worker) {
  int64_t number = -1;
  storage.update(
      study,
      [&](const hone::StudyRecord& record) {
        number = static_cast<int64_t>(record.trials.size());
        hone::CreateTrial create;
        create.trial.worker = worker;
        create.trial.datetime_start = std::chrono::system_clock::now();
        create.trial.params = {hone::make_param("x", hone::FloatDistribution{0, 1}, 0.25)};
        create.trial.intermediate_values[1] = 0.5;
        create.trial.user_attrs["note"] = "kept";
        create.trial.system_attrs["hone:owner"] = worker;
        return changes({create});
      },
      hone::Durability::appended);
  return number;
}

StudyOptions options(const std::shared_ptr<hone::Storage>& storage) {
  return StudyOptions().storage(storage).study_name("net").sampler(hone::RandomSampler(3));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_silent_workers_trial_fails_and_is_retried_with_all_that_it_had) {
  const auto storage = std::make_shared<FarStorage>();
  Study study(options(storage).heartbeat_interval(std::chrono::seconds(7)));
  add_running(*storage, 0, kFarWorker);
  BOOST_TEST(study.ask().number() == 1);  // trial 0 is not silent
  storage->are_silent = {0};
  hone::Trial retry = study.ask();
  BOOST_TEST(storage->asked.back() == 14.0);
  BOOST_TEST(retry.number() == 1);  // the trial that the temporary handle above released
  study.tell(retry, 1);
  hone::Trial second = study.ask();
  BOOST_TEST(second.number() == 2);
  BOOST_TEST(second.suggest_float("x", 0, 1) == 0.25);
  const FrozenTrial failed = study.trials()[0], frozen = second.frozen();
  BOOST_TEST((failed.state == TrialState::fail));
  BOOST_TEST(failed.system_attrs.at("fail_reason").as<std::string>().find("14 s") !=
             std::string::npos);
  BOOST_TEST(frozen.system_attrs.at("failed_trial").as<int64_t>() == 0);
  BOOST_TEST(frozen.system_attrs.at("retry_history").as<hone::Json>().text == "[0]");
  BOOST_TEST(frozen.system_attrs.count("fail_reason") == 0u);
  BOOST_TEST(frozen.intermediate_values.at(1) == 0.5);
  BOOST_TEST(frozen.user_attr<std::string>("note") == "kept");
  BOOST_TEST(hone::detail::owner_of(frozen) == hone::detail::worker_name());
  // Parameters that the first attempt did not suggest get the values it would have got.
  Study whole(StudyOptions().sampler(hone::RandomSampler(3)).study_name("net"));
  BOOST_TEST(second.suggest_float("y", 0, 1) == whole.ask().suggest_float("y", 0, 1));
  study.tell(second, 2);
  BOOST_TEST((study.trials()[2].state == TrialState::complete));
}

BOOST_AUTO_TEST_CASE(a_worker_that_comes_back_is_told_at_its_next_write) {
  const auto storage = std::make_shared<FarStorage>();
  Study study(options(storage));
  hone::Trial trial = study.ask();
  storage->update(
      0,
      [](const hone::StudyRecord&) {
        return changes({hone::SetTrialSystemAttr{0, "fail_reason", "it was not heard of"},
                        hone::SetState{0, TrialState::fail, {}, {}, {}}});
      },
      hone::Durability::appended);
  BOOST_CHECK_EXCEPTION(
      trial.report(1, 1), hone::UpdateFinishedTrialError, [](const hone::Error& error) {
        return std::string(error.what()).find("it was not heard of") != std::string::npos;
      });
  BOOST_CHECK_THROW(study.tell(trial, 1), hone::UpdateFinishedTrialError);
}

BOOST_AUTO_TEST_CASE(optimize_goes_on_without_a_trial_that_was_taken_away_where_it_catches_errors) {
  const auto storage = std::make_shared<FarStorage>();
  Study study(options(storage));
  const auto objective = [&](hone::Trial& trial) {
    const int64_t number = trial.number();
    if (number < 2)
      storage->update(
          0,
          [number](const hone::StudyRecord&) {
            return changes({hone::SetState{number, TrialState::fail, {}, {}, {}}});
          },
          hone::Durability::appended);
    return 1.0;
  };
  BOOST_CHECK_THROW(study.optimize(objective, 1), hone::UpdateFinishedTrialError);
  study.optimize(objective, OptimizeOptions().total_trials(4).catch_errors(true));
  BOOST_TEST(study.trials().size() == 4u);
  BOOST_TEST((study.trials()[3].state == TrialState::complete));
}

BOOST_AUTO_TEST_CASE(a_trial_is_retried_max_attempts_times_and_the_series_is_on_record) {
  const auto storage = std::make_shared<FarStorage>();
  std::vector<int64_t> ended;
  struct Ends {
    std::vector<int64_t>& numbers;
    void on_trial_end(const hone::TrialEnd& event) { numbers.push_back(event.trial.number); }
  } ends{ended};
  Study study(options(storage).max_attempts(2));
  study.attach(ends);
  add_running(*storage, 0, kFarWorker);
  for (int64_t number = 0; number < 3; ++number) {
    storage->are_silent = {number};
    if (number < 2) {
      hone::Trial retry = study.ask();
      BOOST_TEST(retry.number() == number + 1);
      storage->update(
          0,
          [&](const hone::StudyRecord&) {
            return changes({hone::SetTrialSystemAttr{number + 1, "hone:owner", kFarWorker}});
          },
          hone::Durability::appended);
    }
  }
  BOOST_TEST(study.trials()[2].system_attrs.at("retry_history").as<hone::Json>().text == "[0,1]");
  BOOST_TEST(study.trials()[2].system_attrs.at("failed_trial").as<int64_t>() == 0);
  // The three attempts count as one trial.
  study.optimize([](hone::Trial&) { return 1.0; }, OptimizeOptions().total_trials(2));
  BOOST_TEST(study.trials().size() == 4u);
  BOOST_TEST((study.trials()[2].state == TrialState::fail));
  BOOST_TEST((ended == std::vector<int64_t>{0, 1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(the_last_trial_of_a_total_is_retried_before_optimize_ends) {
  const auto storage = std::make_shared<FarStorage>();
  Study study(options(storage));
  study.optimize([](hone::Trial&) { return 1.0; }, 1);
  add_running(*storage, 0, kFarWorker);
  study.optimize([](hone::Trial&) { return 1.0; }, OptimizeOptions().total_trials(2));
  BOOST_TEST(study.trials().size() == 2u);  // its worker may be alive
  storage->are_silent = {1};
  study.optimize([](hone::Trial&) { return 1.0; }, OptimizeOptions().total_trials(2));
  BOOST_TEST(study.trials().size() == 3u);
  BOOST_TEST((study.trials()[1].state == TrialState::fail));
  BOOST_TEST((study.trials()[2].state == TrialState::complete));
}

BOOST_AUTO_TEST_CASE(
    nobody_touches_trials_of_other_programs_of_this_machine_or_without_heartbeats) {
  const auto storage = std::make_shared<FarStorage>();
  Study study(options(storage)),
      without(options(storage).heartbeat_interval(std::chrono::seconds(0)));
  add_running(*storage, 0, "117645bf-7dbc-44a2-ba34-1a07a9ae6139-140124210143296");
  hone::Trial mine = study.ask();
  storage->are_silent = {0, 1};
  study.tell(*std::make_unique<hone::Trial>(study.ask()), 1);
  BOOST_TEST(storage->asked.empty());
  add_running(*storage, 0, kFarWorker);
  storage->are_silent = {0, 1, 2, 3, 4};
  {
    hone::Trial next = without.ask();
    without.tell(next, 1);
  }
  BOOST_TEST(storage->asked.empty());
  const size_t beats = storage->beats();
  BOOST_TEST(beats == 1u);  // from the first study, before it asked
  for (const FrozenTrial& trial : study.trials())
    BOOST_TEST((trial.state != TrialState::fail), "trial " << trial.number);
}

BOOST_AUTO_TEST_CASE(a_retry_that_optuna_made_is_this_workers_when_it_is_taken_up) {
  const auto storage = std::make_shared<FarStorage>();
  Study study(options(storage));
  storage->update(
      0,
      [](const hone::StudyRecord&) {
        hone::CreateTrial failed, retry;
        failed.trial.state = TrialState::fail;
        retry.trial.state = TrialState::waiting;
        retry.trial.system_attrs = {{"hone:owner", kFarWorker},
                                    {"failed_trial", int64_t{0}},
                                    {"retry_history", hone::Json{"[0]"}}};
        return changes({failed, retry});
      },
      hone::Durability::appended);
  study.optimize([](hone::Trial& trial) { return trial.suggest_float("x", 0, 1); },
                 OptimizeOptions().total_trials(1));
  BOOST_TEST(study.trials().size() == 2u);
  BOOST_TEST((study.trials()[1].state == TrialState::complete));
}

BOOST_AUTO_TEST_CASE(a_journal_hears_of_silence_by_the_file_systems_clock) {
  const hone_test::TemporaryDirectory directory;
  Study study(directory / "net", StudyOptions().grace_period(std::chrono::hours(1)));
  const auto storage = std::make_shared<hone::JournalStorage>(directory / "net/journal.log");
  const std::string link = directory / "net/workers/" + kFarWorker, beat = link + ".beat";
  const auto silent = [&](double seconds) {
    return storage->silent(0, {0}, std::chrono::duration<double>(seconds)).size() == 1;
  };
  add_running(*storage, 0, kFarWorker);
  fs::create_symlink("../journal.log", link);
  BOOST_TEST(!silent(0));  // no heartbeat yet: heartbeats may be disabled
  std::ofstream(beat) << "";
  BOOST_TEST(!silent(3000));
  struct timespec old[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
  struct stat now;
  BOOST_TEST_REQUIRE(::stat(beat.c_str(), &now) == 0);
  old[1] = {now.st_mtim.tv_sec - 4000, 0};
  BOOST_TEST_REQUIRE(::utimensat(AT_FDCWD, beat.c_str(), old, 0) == 0);
  BOOST_TEST(silent(3000));
  BOOST_TEST(!silent(5000));
  BOOST_TEST(study.ask().number() == 1);
  BOOST_TEST(fs::exists(directory / "net/workers/" + hone::detail::worker_name() + ".beat"));
  fs::remove(beat);
  fs::remove(link);
  BOOST_TEST(silent(1e300));  // its files were cleaned up
}

BOOST_AUTO_TEST_CASE(what_dead_workers_left_beside_a_journal_is_cleaned_up) {
  const hone_test::TemporaryDirectory directory;
  const std::string workers = directory / "net/workers/";
  { const Study study(directory / "net"); }
  hone::detail::Worker dead;
  hone::detail::parse_worker(hone::detail::worker_name(), dead);
  dead.start += "1";
  const std::string names[] = {dead.name(), kFarWorker, "hone-elsewhere.12345678-abcd1234-1-43-1"};
  for (const std::string& name : names) {
    fs::create_symlink("../journal.log", workers + name);
    std::ofstream(workers + name + ".beat") << "";
  }
  fs::last_write_time(workers + names[1] + ".beat", std::time(nullptr) - 8 * 24 * 3600);
  hone::JournalStorage storage(directory / "net/journal.log");
  add_running(storage, 0, names[2]);
  for (const std::string& name : {names[0], names[1]}) {
    BOOST_TEST(!fs::exists(fs::symlink_status(workers + name)), name);
    BOOST_TEST(!fs::exists(workers + name + ".beat"), name);
  }
  BOOST_TEST(fs::exists(workers + names[2] + ".beat"));
}

BOOST_AUTO_TEST_CASE(times_that_cannot_be_are_refused) {
  BOOST_CHECK_THROW(StudyOptions().heartbeat_interval(std::chrono::seconds(-1)),
                    hone::ArgumentError);
  BOOST_CHECK_THROW(StudyOptions().grace_period(std::chrono::duration<double>(0.0 / 0.0)),
                    hone::ArgumentError);
}

BOOST_AUTO_TEST_SUITE_END()
