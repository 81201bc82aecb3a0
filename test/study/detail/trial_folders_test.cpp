// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/best_trial.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/study.hpp>

#include <boost/filesystem.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include "test/temporary_directory.hpp"
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(trial_folders)

namespace {

namespace fs = boost::filesystem;
using hone::Direction;
using hone::StudyOptions;
using hone::TrialFiles;
using hone::TrialState;
using hone_test::TemporaryDirectory;
using Names = std::vector<std::string>;

// Writes what the checkpoint hook leaves of a trial, without torch.
void save(const hone::Trial& trial) {
  const std::string folder = trial.study_directory() + "/trials/" + std::to_string(trial.number());
  hone::detail::make_directories(folder);
  hone::CheckpointInfo info;
  info.epoch = 2;
  info.trial = trial.number();
  hone::detail::Dict root;
  hone::detail::put_info(root, info);
  hone::detail::save_archive({folder + "/best.pt", folder + "/epoch-2.pt"}, {root, {}});
  hone::detail::save_archive({folder + "/last.pt"}, {std::move(root), {}});
}

// The files of the study's trials: "0/best.pt", ...
Names files_in(const std::string& study) {
  Names names;
  for (const auto& entry : fs::recursive_directory_iterator(study + "/trials"))
    if (!fs::is_directory(entry.status()))
      names.push_back(fs::relative(entry.path(), study + "/trials").string());
  std::sort(names.begin(), names.end());
  return names;
}
Names folders_in(const std::string& study) {
  Names names;
  for (const auto& entry : fs::directory_iterator(study + "/trials"))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

StudyOptions options() { return StudyOptions().sampler(hone::RandomSampler(3)); }

// Runs COMPLETE trials with these values, then one PRUNED and one FAIL.
void run(hone::Study& study, const std::vector<double>& values) {
  for (const double value : values) {
    hone::Trial trial = study.ask();
    save(trial);
    study.tell(trial, value);
  }
  for (const TrialState state : {TrialState::pruned, TrialState::fail}) {
    hone::Trial trial = study.ask();
    save(trial);
    study.tell(trial, state);
  }
}

auto equal() { return boost::test_tools::per_element(); }

}  // namespace

BOOST_AUTO_TEST_CASE(by_default_complete_trials_leave_what_may_be_used_pruned_ones_nothing) {
  TemporaryDirectory directory;
  hone::Study study(directory / "net", options());
  run(study, {1.0, 2.0});
  BOOST_TEST(files_in(directory / "net") ==
                 (Names{"0/best.json", "0/best.pt", "0/epoch-2.pt", "0/last.pt",  // the best
                        "1/best.pt", "1/epoch-2.pt",                              //
                        "3/best.pt", "3/epoch-2.pt", "3/last.pt"}),               // failed
             equal());
  BOOST_TEST(folders_in(directory / "net") == (Names{"0", "1", "3"}), equal());
}

BOOST_AUTO_TEST_CASE(each_state_leaves_what_was_asked_for) {
  TemporaryDirectory directory;
  hone::Study study(directory / "net", options()
                                           .keep(TrialState::complete, TrialFiles::none)
                                           .keep(TrialState::pruned, TrialFiles::best)
                                           .keep(TrialState::fail, TrialFiles::none));
  run(study, {1.0, 2.0});
  BOOST_TEST(folders_in(directory / "net") == (Names{"0", "2"}), equal());
  BOOST_TEST(files_in(directory / "net") ==
                 (Names{"0/best.json", "0/best.pt", "0/epoch-2.pt", "0/last.pt",  //
                        "2/best.pt", "2/epoch-2.pt"}),
             equal());
  BOOST_CHECK_THROW(options().keep(TrialState::running, TrialFiles::none), hone::ArgumentError);
}

BOOST_AUTO_TEST_CASE(the_best_trial_keeps_its_files_and_so_does_the_one_before_it) {
  TemporaryDirectory directory;
  hone::Study study(directory / "net", options().keep(TrialState::complete, TrialFiles::none));
  for (const double value : {9.0, 8.0, 7.0, 8.5, 6.0}) {
    hone::Trial trial = study.ask();
    save(trial);
    study.tell(trial, value);
    const hone::BestTrial best = hone::best_trial(directory / "net");
    BOOST_TEST(best.number == study.best_trial().number);
    BOOST_TEST(hone::read_checkpoint_info(best.checkpoint).trial.value() == best.number);
  }
  BOOST_TEST(folders_in(directory / "net") == (Names{"2", "4"}), equal());
  // Another process may still be reading it, so opening the study keeps it.
  hone::Study again(directory / "net", options());
  BOOST_TEST(folders_in(directory / "net") == (Names{"2", "4"}), equal());
}

BOOST_AUTO_TEST_CASE(a_program_with_other_options_removes_nothing_that_was_to_be_kept) {
  TemporaryDirectory directory;
  {
    hone::Study study(directory / "net", options()
                                             .keep(TrialState::complete, TrialFiles::all)
                                             .keep(TrialState::pruned, TrialFiles::all));
    run(study, {2.0, 1.0});
  }
  const Names before = files_in(directory / "net");
  BOOST_TEST(before.size() == 14u);
  hone::Study again(directory / "net", options().keep(TrialState::fail, TrialFiles::none));
  BOOST_TEST(files_in(directory / "net") == before, equal());
}

BOOST_AUTO_TEST_CASE(files_of_others_in_a_trials_folder_stay) {
  TemporaryDirectory directory;
  hone::Study study(directory / "net", options());
  hone::Trial trial = study.ask();
  save(trial);
  std::ofstream(directory / "net/trials/0/notes.txt") << "mine";
  std::ofstream(directory / "net/trials/0/epoch-best.pt") << "mine too";
  study.tell(trial, TrialState::pruned);
  BOOST_TEST(files_in(directory / "net") == (Names{"0/epoch-best.pt", "0/notes.txt"}), equal());
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_had_told_and_not_removed_is_removed_by_who_opens_next) {
  TemporaryDirectory directory;
  {
    hone::Study study(directory / "net", options().keep(TrialState::complete, TrialFiles::none));
    for (int i = 0; i < 3; ++i) {
      hone::Trial trial = study.ask();
      save(trial);
      const std::string folder = directory / ("net/trials/" + std::to_string(i));
      fs::create_directory(directory / "copy");
      for (const auto& file : fs::directory_iterator(folder))
        fs::copy_file(file.path(), fs::path(directory / "copy") / file.path().filename());
      if (i == 1) study.tell(trial, TrialState::pruned);
      if (i != 1) study.tell(trial, static_cast<double>(i));
      if (i > 0) fs::rename(directory / "copy", folder);  // simulates that the removal was missed
      fs::remove_all(directory / "copy");
    }
    hone::Trial running = study.ask();
    save(running);
    BOOST_TEST(folders_in(directory / "net") == (Names{"0", "1", "2", "3"}), equal());
  }
  hone::Study again(directory / "net", options());
  BOOST_TEST(folders_in(directory / "net") == (Names{"0", "3"}), equal());
  BOOST_TEST(hone::best_trial(directory / "net").number == 0);
}

BOOST_AUTO_TEST_CASE(a_trial_given_up_leaves_what_failed_ones_do) {
  for (const TrialFiles files : {TrialFiles::all, TrialFiles::none}) {
    TemporaryDirectory directory;
    hone::Study study(directory / "net", options().max_attempts(0).keep(TrialState::fail, files));
    {
      const hone::Trial abandoned = study.ask();
      save(abandoned);
    }
    (void)study.ask();
    BOOST_CHECK(study.trials()[0].state == TrialState::fail);
    BOOST_TEST(folders_in(directory / "net").size() == (files == TrialFiles::all ? 1u : 0u));
  }
}

BOOST_AUTO_TEST_CASE(with_several_objectives_every_complete_trial_keeps_what_may_be_used) {
  TemporaryDirectory directory;
  hone::Study study(directory / "net", options()
                                           .directions({Direction::minimize, Direction::maximize})
                                           .keep(TrialState::complete, TrialFiles::none));
  for (const bool prunes : {false, true}) {
    hone::Trial trial = study.ask();
    save(trial);
    if (prunes)
      study.tell(trial, TrialState::pruned);
    else
      study.tell(trial, std::vector<double>{1.0, 2.0});
  }
  BOOST_TEST(files_in(directory / "net") == (Names{"0/best.pt", "0/epoch-2.pt"}), equal());
}

BOOST_AUTO_TEST_CASE(two_hundred_trials_of_many_workers_leave_the_best_and_the_one_before) {
  TemporaryDirectory directory;
  const auto keep_one = [] {
    return options()
        .keep(TrialState::complete, TrialFiles::none)
        .keep(TrialState::fail, TrialFiles::none);
  };
  std::vector<pid_t> workers;
  for (int worker = 0; worker < 2; ++worker) {
    workers.push_back(::fork());
    if (workers.back() != 0) continue;
    try {
      hone::Study study(directory / "net",
                        keep_one().sampler(hone::RandomSampler(static_cast<uint64_t>(worker))));
      study.optimize(
          [](hone::Trial& trial) {
            const double x = trial.suggest_float("x", 0, 1);
            save(trial);
            if (x < 0.3) throw hone::TrialPruned();
            return x < 0.4 ? std::nan("") : x;
          },
          hone::OptimizeOptions().total_trials(200).n_jobs(2));
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  for (const pid_t worker : workers) {
    int status = 0;
    BOOST_REQUIRE(::waitpid(worker, &status, 0) == worker);
    BOOST_TEST(status == 0);
  }
  // Besides the best, at most the previous one that each worker has seen.
  BOOST_TEST(folders_in(directory / "net").size() <= 3u);
  hone::Study study(directory / "net", options());
  BOOST_TEST(study.trials().size() >= 200u);
  const int64_t best = study.best_trial().number;
  BOOST_TEST(hone::best_trial(directory / "net").number == best);
  const Names folders = folders_in(directory / "net");
  BOOST_TEST(folders.size() <= 2u);
  BOOST_TEST(std::count(folders.begin(), folders.end(), std::to_string(best)) == 1);
  uintmax_t bytes = 0;
  for (const std::string& file : files_in(directory / "net"))
    bytes += fs::file_size(directory / ("net/trials/" + file));
  BOOST_TEST(files_in(directory / "net").size() == 4 * folders.size());
  BOOST_TEST(bytes < 20000u);
}

BOOST_AUTO_TEST_SUITE_END()
