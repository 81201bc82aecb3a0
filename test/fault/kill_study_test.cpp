// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Four processes run one study and are killed at random moments. HONE_KILLS=1000 kills more often.
#include <hone/checkpoint/best_trial.hpp>
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/study.hpp>

#include <boost/filesystem.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/temporary_directory.hpp"
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(kill_study)

namespace {

namespace fs = boost::filesystem;

struct Told {  // a tell() that was acknowledged
  int64_t number;
  double value;
};

void save(const hone::Trial& trial, const char* file, int64_t epoch, double value) {
  const std::string folder = trial.study_directory() + "/trials/" + std::to_string(trial.number());
  fs::create_directories(folder);
  hone::CheckpointInfo info;
  info.epoch = epoch;
  info.value = value;
  info.trial = trial.number();
  hone::detail::Dict root;
  hone::detail::put_info(root, info);
  hone::detail::save_archive({folder + "/" + file}, {std::move(root), {}});
}

// Runs trials forever. Appends each to `acknowledged` once tell() has returned.
[[noreturn]] void work(const std::string& directory, const std::string& acknowledged) {
  const int file = ::open(acknowledged.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  hone::Study study(directory,
                    hone::StudyOptions().max_attempts(1000).sampler(hone::RandomSampler(5)));
  for (;;) {
    hone::Trial trial = study.ask();
    double value = trial.suggest_float("x", 0, 1);
    for (int64_t epoch = 1; epoch <= 3; ++epoch) {
      trial.report(value + static_cast<double>(epoch), epoch);
      save(trial, "last.pt", epoch, value);
      if (epoch == 2) save(trial, "best.pt", epoch, value);
    }
    study.tell(trial, value);
    const Told told{trial.number(), value};
    if (::write(file, &told, sizeof told) != sizeof told) ::_exit(3);
  }
}

// Holds at any time, no matter which process is killed.
void check_pointer(const std::string& directory) {
  if (!hone::detail::pointed_trial(directory)) return;
  const hone::BestTrial best = hone::best_trial(directory);
  const auto [bytes, crc] = hone::detail::file_crc32(best.checkpoint);
  BOOST_TEST(bytes == best.bytes);
  BOOST_TEST(crc == best.crc32);
  BOOST_TEST(hone::read_checkpoint_info(best.checkpoint).trial.value() == best.number);
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_told_is_lost_and_the_pointer_is_true_however_workers_are_killed) {
  const hone_test::TemporaryDirectory temporary;
  const std::string directory = temporary / "net", acknowledged = temporary / "told";
  const char* asked = std::getenv("HONE_KILLS");
  const int kills = asked ? std::atoi(asked) : 60;
  std::vector<pid_t> workers(4, 0);
  unsigned random = 2463534242u;
  for (int kill = 0; kill < kills; ++kill) {
    for (pid_t& worker : workers)
      if (worker == 0) {
        worker = ::fork();
        if (worker == 0) {
          try {
            work(directory, acknowledged);
          } catch (const std::exception& error) {
            std::fprintf(stderr, "worker: %s\n", error.what());
            ::_exit(2);
          }
        }
      }
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    ::usleep(3000 + random % 25000);
    check_pointer(directory);
    pid_t& victim = workers[random % 4];
    ::kill(victim, SIGKILL);
    int status = 0;
    ::waitpid(victim, &status, 0);
    BOOST_TEST(WIFSIGNALED(status));  // it was still running
    victim = 0;
  }
  for (const pid_t worker : workers)
    if (worker != 0) {
      ::kill(worker, SIGKILL);
      ::waitpid(worker, nullptr, 0);
    }

  // One more worker finishes the remaining trials.
  hone::Study study(directory,
                    hone::StudyOptions().max_attempts(1000).sampler(hone::RandomSampler(5)));
  int64_t abandoned = 0;
  for (const hone::FrozenTrial& trial : study.trials())
    abandoned += !hone::is_finished(trial.state);
  for (int64_t i = 0; i < abandoned; ++i) {
    hone::Trial trial = study.ask();
    const double value = trial.suggest_float("x", 0, 1);
    save(trial, "best.pt", 2, value);
    study.tell(trial, value);
  }
  check_pointer(directory);

  const std::vector<hone::FrozenTrial> trials = study.trials();
  std::map<double, int> values;
  for (const hone::FrozenTrial& trial : trials) {
    BOOST_TEST((trial.state == hone::TrialState::complete));
    BOOST_TEST(trial.value() == trial.param<double>("x"));
    ++values[trial.value()];
  }
  for (const auto& [value, count] : values) BOOST_TEST(count == 1);  // no point was offered twice
  int64_t told_count = 0;
  const int file = ::open(acknowledged.c_str(), O_RDONLY | O_CLOEXEC);
  Told told{};
  for (; ::read(file, &told, sizeof told) == sizeof told; ++told_count)
    BOOST_TEST(trials.at(static_cast<size_t>(told.number)).value() == told.value);
  ::close(file);
  BOOST_TEST(study.best_trial().number == hone::best_trial(directory).number);
  BOOST_TEST(!fs::exists(fs::symlink_status(directory + "/journal.log.lock")));
  { const hone::Study last_open(directory); }
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    BOOST_TEST(entry.path().extension() != ".tmp", entry.path() << " is left");
  BOOST_TEST_MESSAGE(kills << " kills, " << trials.size() << " trials, " << told_count
                           << " acknowledged, " << abandoned << " left running at the end");
  BOOST_TEST(told_count > 0);
}

BOOST_AUTO_TEST_SUITE_END()
