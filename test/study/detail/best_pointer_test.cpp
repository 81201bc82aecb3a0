// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/best_trial.hpp>
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/study.hpp>

#include <boost/filesystem.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/child.hpp"
#include "test/memory_storage.hpp"
#include "test/temporary_directory.hpp"
#include <chrono>
#include <cmath>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(best_pointer)

namespace {

namespace fs = boost::filesystem;

// Writes what a checkpoint hook leaves: the trial's best epoch.
void save_best(const hone::Trial& trial, int64_t epoch, double value) {
  const std::string folder = trial.study_directory() + "/trials/" + std::to_string(trial.number());
  fs::create_directories(folder);
  hone::CheckpointInfo info;
  info.epoch = epoch;
  info.value = value;
  info.trial = trial.number();
  info.params = trial.params();
  hone::detail::Dict root;
  hone::detail::put_info(root, info);
  hone::detail::save_archive({folder + "/best.pt"}, {std::move(root), {}});
}

double objective_with_checkpoint(hone::Trial& trial) {
  const double x = trial.suggest_float("x", 0, 1);
  save_best(trial, 2, x);
  return x;
}

void run(hone::Study& study, const std::vector<double>& values) {
  for (const double value : values)
    study.optimize(
        [&](hone::Trial& trial) {
          save_best(trial, 3, value / 2);
          return value;
        },
        1);
}

void refused(const std::function<void()>& call, const std::vector<std::string>& words) {
  BOOST_CHECK_EXCEPTION(call(), hone::Error, [&](const hone::Error& error) {
    const std::string what = error.what();
    BOOST_TEST_MESSAGE(what);
    for (const std::string& word : words)
      if (what.find(word) == std::string::npos) return false;
    return what.rfind("hone: ", 0) == 0;
  });
}

// The best link always names a COMPLETE trial whose files are consistent.
void check_pointer(const std::string& directory) {
  const hone::BestTrial best = hone::best_trial(directory);
  const hone::CheckpointInfo info = hone::read_checkpoint_info(best.checkpoint);
  BOOST_TEST(info.trial.value() == best.number);
  BOOST_TEST(info.epoch.value() == best.epoch);
  BOOST_TEST(info.value == best.epoch_value);
  const auto [bytes, crc] = hone::detail::file_crc32(best.checkpoint);
  BOOST_TEST(bytes == best.bytes);
  BOOST_TEST(crc == best.crc32);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_pointer_names_the_best_complete_trial_as_trials_finish) {
  const hone_test::TemporaryDirectory directory;
  hone::Study study(directory / "net", hone::StudyOptions().direction(hone::Direction::maximize));
  refused([&] { hone::best_trial(directory / "net"); }, {"no trial with a checkpoint"});
  run(study, {1});
  BOOST_TEST(hone::best_trial(directory / "net").number == 0);
  run(study, {3, 2, 3});
  const hone::BestTrial best = hone::best_trial(directory / "net");
  BOOST_TEST(best.number == 1);  // ties: the first
  BOOST_TEST(best.value == 3.0);
  BOOST_TEST(best.epoch == 3);
  BOOST_TEST(best.epoch_value == 1.5);
  BOOST_TEST(best.study == "net");
  BOOST_TEST(best.checkpoint == directory / "net/trials/1/best.pt");
  BOOST_TEST(fs::equivalent(directory / "net/best.pt", best.checkpoint));
  BOOST_TEST(fs::read_symlink(directory / "net/best").string() == "trials/1");
  check_pointer(directory / "net");
}

BOOST_AUTO_TEST_CASE(a_trial_without_a_checkpoint_is_passed_over) {
  const hone_test::TemporaryDirectory directory;
  hone::Study study(directory / "net");
  run(study, {5});
  study.optimize([](hone::Trial&) { return 1.0; }, 1);
  study.optimize(
      [](hone::Trial& trial) -> double {
        save_best(trial, 1, -9);
        throw hone::TrialPruned();
      },
      1);
  study.optimize(
      [](hone::Trial& trial) {
        save_best(trial, 1, -9);
        return std::nan("");
      },
      1);
  BOOST_TEST(hone::best_trial(directory / "net").number == 0);
  BOOST_TEST(study.best_trial().number == 1);
}

BOOST_AUTO_TEST_CASE(a_trial_that_breaks_a_constraint_is_passed_over) {
  const hone_test::TemporaryDirectory directory;
  hone::Study study(directory / "net");
  for (const double size : {1.0, -1.0, 2.0, -2.0})
    study.optimize(
        [&](hone::Trial& trial) {
          save_best(trial, 1, size);
          trial.set_constraint("size", size);
          return -std::abs(size);
        },
        1);
  BOOST_TEST(hone::best_trial(directory / "net").number == 3);
  hone::detail::replace_link("trials/2", directory / "net/best");
  hone::Study again(directory / "net");
  BOOST_TEST(hone::best_trial(directory / "net").number == 3);
  check_pointer(directory / "net");
}

BOOST_AUTO_TEST_CASE(a_checkpoint_that_cannot_be_read_is_as_good_as_none) {
  const hone_test::TemporaryDirectory directory;
  hone::Study study(directory / "net");
  run(study, {5});
  study.optimize(
      [](hone::Trial& trial) {
        save_best(trial, 1, 1);
        std::ofstream(trial.study_directory() + "/trials/1/best.pt") << "not a checkpoint";
        return 1.0;
      },
      1);
  BOOST_TEST(hone::best_trial(directory / "net").number == 0);
  run(study, {4});
  BOOST_TEST(hone::best_trial(directory / "net").number == 2);
}

BOOST_AUTO_TEST_CASE(what_a_kill_left_undone_is_mended_by_the_next_open_and_the_next_tell) {
  const hone_test::TemporaryDirectory directory;
  {
    hone::Study study(directory / "net");
    run(study, {5, 4, 3});
    // As if killed after telling trial 2, before the link was moved.
    hone::detail::replace_link("trials/1", directory / "net/best");
    fs::remove(directory / "net/trials/2/best.json");
    hone::Study other(directory / "net");
    BOOST_TEST(hone::best_trial(directory / "net").number == 2);
  }
  hone::Study study(directory / "net");
  hone::detail::replace_link("trials/7", directory / "net/best");
  run(study, {9});
  BOOST_TEST(hone::best_trial(directory / "net").number == 2);
  fs::remove(directory / "net/best");
  hone::Study again(directory / "net");
  BOOST_TEST(hone::best_trial(directory / "net").number == 2);
  check_pointer(directory / "net");
}

BOOST_AUTO_TEST_CASE(a_pointer_that_could_not_be_moved_is_moved_by_the_next_tell) {
  const hone_test::TemporaryDirectory directory;
  hone::Study study(directory / "net");
  run(study, {5});
  fs::create_directories(directory / "net/trials/1/best.json/in the way");
  refused([&] { run(study, {4}); }, {"net/trials/1/best.json"});
  BOOST_TEST(study.best_trial().number == 1);
  BOOST_TEST(hone::best_trial(directory / "net").number == 0);
  fs::remove_all(directory / "net/trials/1/best.json");
  run(study, {6});
  BOOST_TEST(hone::best_trial(directory / "net").number == 1);
  check_pointer(directory / "net");
}

namespace {

// While it exists, this process can open only one more file.
class OneMoreFile {
 public:
  OneMoreFile() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::open("/dev/null", O_RDONLY);
    ::close(next);
    const struct rlimit one_more = {static_cast<rlim_t>(next) + 1, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &one_more);
  }
  ~OneMoreFile() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  OneMoreFile(const OneMoreFile&) = delete;
  OneMoreFile& operator=(const OneMoreFile&) = delete;

 private:
  struct rlimit before_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_checkpoint_that_cannot_be_opened_for_now_is_not_passed_over) {
  const hone_test::TemporaryDirectory directory;
  hone::Study study(directory / "net");
  run(study, {9});
  hone::Trial trial = study.ask();
  save_best(trial, 1, 7);
  refused(
      [&] {
        const OneMoreFile limit;
        study.tell(trial, 7);
      },
      {"trials/1/best.pt", "records are safe"});
  BOOST_TEST(hone::best_trial(directory / "net").number == 0);
  run(study, {100});
  BOOST_TEST(hone::best_trial(directory / "net").number == 1);
}

BOOST_AUTO_TEST_CASE(what_was_best_before_keeps_its_files_whoever_opens_the_study) {
  const hone_test::TemporaryDirectory directory;
  const auto open = [&] {
    return hone::Study(directory / "net", hone::StudyOptions().keep(hone::TrialState::complete,
                                                                    hone::TrialFiles::none));
  };
  hone::Study study = open();
  run(study, {3, 2, 5, 1});
  const auto has = [&](int number) {
    return fs::exists(directory / ("net/trials/" + std::to_string(number) + "/best.pt"));
  };
  for (int opened = 0; opened < 2; ++opened) {
    BOOST_TEST(!has(0));
    BOOST_TEST(has(1));
    BOOST_TEST(!has(2));
    BOOST_TEST(has(3));
    hone::Study another = open();
  }
  hone::Study another = open();
  run(another, {0.5});
  BOOST_TEST(!has(1));
  BOOST_TEST(has(3));
}

BOOST_AUTO_TEST_CASE(a_copy_that_followed_links_is_mended_or_says_what_to_do) {
  const hone_test::TemporaryDirectory directory;
  {
    hone::Study study(directory / "net");
    run(study, {4, 3});
  }
  const std::string copy = directory / "copy/net";
  fs::create_directories(copy + "/trials");
  fs::copy_file(directory / "net/journal.log", copy + "/journal.log");
  for (const char* name : {"best.json", "best.pt"})
    fs::copy_file(directory / ("net/" + std::string(name)), copy + "/" + name);
  fs::create_directories(copy + "/best");
  for (const char* folder : {"trials/0", "trials/1", "best"}) {
    fs::create_directories(copy + "/" + folder);
    fs::copy_file(directory / "net/best.pt", copy + "/" + folder + "/best.pt");
  }
  refused([&] { hone::best_trial(copy); }, {"`best` is a folder", "open the study once"});
  refused([&] { hone::Study study(copy); }, {copy + "/best", "remove it"});
  fs::remove_all(copy + "/best");
  hone::Study study(copy);
  run(study, {0.5});
  BOOST_TEST(hone::best_trial(copy).number == 2);
  BOOST_TEST(fs::equivalent(copy + "/best.pt", copy + "/trials/2/best.pt"));
  BOOST_TEST(fs::equivalent(copy + "/best.json", copy + "/trials/2/best.json"));
}

namespace {

// Each read of a study forks a child that lives for a while.
class ForkingStorage final : public hone_test::MemoryStorage {
 public:
  void read(int64_t study,
            hone::detail::FunctionRef<void(const hone::StudyRecord&)> look) override {
    children_.emplace_back([] { return ::sleep(60), 0; });
    MemoryStorage::read(study, look);
  }

 private:
  std::vector<hone_test::Child> children_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_forked_child_does_not_hold_the_pointer) {
  const hone_test::TemporaryDirectory directory;
  const auto storage = std::make_shared<ForkingStorage>();
  hone::Study study(hone::StudyOptions()
                        .storage(storage)
                        .study_name("net")
                        .directory(directory / "net")
                        .heartbeat_interval(std::chrono::seconds(0)));
  run(study, {1});
  const int folder = ::open((directory / "net/trials").c_str(), O_RDONLY | O_DIRECTORY);
  BOOST_TEST(::flock(folder, LOCK_EX | LOCK_NB) == 0);
  ::close(folder);
  BOOST_TEST(hone::best_trial(directory / "net").number == 0);
}

BOOST_AUTO_TEST_CASE(when_the_best_trials_files_are_gone_the_best_that_is_left_takes_its_place) {
  const hone_test::TemporaryDirectory directory;
  hone::Study study(directory / "net");
  run(study, {5, 3, 4});
  fs::remove(directory / "net/trials/1/best.pt");
  refused([&] { hone::best_trial(directory / "net"); }, {"trial 1", "gone", "open the study"});
  hone::Study again(directory / "net");
  BOOST_TEST(hone::best_trial(directory / "net").number == 2);
}

BOOST_AUTO_TEST_CASE(a_damaged_or_foreign_pointer_is_refused_by_name) {
  const hone_test::TemporaryDirectory directory;
  const std::string json = directory / "net/trials/0/best.json";
  hone::Study study(directory / "net");
  run(study, {5});
  const std::string good = hone::detail::read_text(json).value();
  const auto write = [&](const std::string& text) { std::ofstream(json) << text; };
  write("");
  refused([&] { hone::best_trial(directory / "net"); }, {json, "damaged"});
  write("{\"trial\": 0}");
  refused([&] { hone::best_trial(directory / "net"); }, {json, "study"});
  for (const std::string path : {"../../../etc/passwd", "/etc/passwd", "trials/../../x", ""}) {
    std::string foreign = good;
    foreign.replace(foreign.find("trials/0/best.pt"), 16, path);
    write(foreign);
    refused([&] { hone::best_trial(directory / "net"); }, {json, "outside"});
  }
  for (size_t length = 0; length + 1 < good.size(); ++length) {
    write(good.substr(0, length));
    BOOST_CHECK_THROW(hone::best_trial(directory / "net"), hone::Error);
  }
  refused([&] { hone::best_trial(directory / "nowhere"); }, {"nowhere", "no study"});
}

BOOST_AUTO_TEST_CASE(the_pointer_only_moves_forward_with_many_workers) {
  const hone_test::TemporaryDirectory directory;
  std::vector<pid_t> workers;
  for (int worker = 0; worker < 4; ++worker) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      try {
        hone::Study study(directory / "net", hone::StudyOptions().sampler(hone::RandomSampler(3)));
        study.optimize(objective_with_checkpoint, hone::OptimizeOptions().total_trials(60));
        ::_exit(0);
      } catch (...) {
        ::_exit(1);
      }
    }
    workers.push_back(pid);
  }
  double before = 2;
  size_t alive = workers.size();
  while (alive > 0) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, WNOHANG);
    if (pid > 0) {
      BOOST_TEST(status == 0);
      --alive;
    }
    if (hone::detail::pointed_trial(directory / "net")) {
      const hone::BestTrial best = hone::best_trial(directory / "net");
      BOOST_TEST(best.value <= before);
      before = best.value;
    }
  }
  const hone::Study study(directory / "net");
  BOOST_TEST(study.trials().size() == 60u);
  BOOST_TEST(study.best_trial().number == hone::best_trial(directory / "net").number);
  check_pointer(directory / "net");
}

BOOST_AUTO_TEST_CASE(killed_at_any_moment_the_pointer_is_true) {
  const hone_test::TemporaryDirectory directory;
  constexpr int kKills = 40;
  unsigned random = 12345;
  for (int kill = 0; kill < kKills; ++kill) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      try {
        hone::Study study(directory / "net");
        study.optimize(objective_with_checkpoint);
      } catch (...) {
      }
      ::_exit(1);
    }
    random = random * 1103515245u + 12345u;
    ::usleep(5000 + (random >> 16) % 20000);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    if (hone::detail::pointed_trial(directory / "net")) check_pointer(directory / "net");
  }
  const hone::Study study(directory / "net");
  size_t complete = 0;
  for (const auto& trial : study.trials()) complete += trial.state == hone::TrialState::complete;
  BOOST_TEST_MESSAGE(kKills << " kills, " << study.trials().size() << " trials, " << complete
                            << " complete");
  BOOST_TEST(complete > 0u);
  BOOST_TEST(study.best_trial().number == hone::best_trial(directory / "net").number);
}

BOOST_AUTO_TEST_SUITE_END()
