// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/best_trial.hpp>
#include <hone/hooks.hpp>
#include <hone/hooks/checkpoint.hpp>
#include <hone/hooks/report.hpp>
#include <hone/study.hpp>

#include <ATen/Parallel.h>
#include <torch/nn/modules/linear.h>

#include <boost/filesystem.hpp>
#include <boost/test/unit_test.hpp>

#include <dlfcn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/checkpoint/faulty_ops.hpp"
#include "test/checkpoint/gated_ops.hpp"
#include "test/temporary_directory.hpp"
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(checkpoint_hook)

namespace {

using hone::Checkpoint;
using hone::CheckpointHook;
using hone::Direction;
using hone::EpochEnd;
using hone::Next;
using hone_test::TemporaryDirectory;

constexpr int64_t kSkip = hone::detail::kBeyondEveryEpoch;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

ino_t inode(const std::string& path) {
  struct stat status;
  BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_ino;
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

void truncate(const std::string& path) { write(path, read(path).substr(0, 300)); }

std::vector<std::string> files_in(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : boost::filesystem::directory_iterator(directory))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

// Returns the variable `x` of a checkpoint.
int64_t x_in(const std::string& path) {
  int64_t x = -1;
  Checkpoint::open(path).restore("x", x);
  return x;
}

template <class E>
auto says(std::vector<std::string> words) {
  return [words = std::move(words)](const E& error) {
    const std::string text = error.what();
    bool all = text.rfind("hone: ", 0) == 0;
    for (const std::string& word : words) all = all && text.find(word) != std::string::npos;
    if (!all) BOOST_TEST_MESSAGE("it said: " << text);
    return all;
  };
}

auto answer_at(int64_t epoch, Next answer) {
  return hone::at_epoch_end(
      [=](const EpochEnd& event) { return event.epoch == epoch ? answer : Next::proceed; });
}

// Runs epochs with these values. The variable is the number of the last finished epoch.
template <class Hooks>
void run(Hooks& hooks, int64_t& x, const std::vector<double>& values) {
  for (int64_t epoch = hooks.resume(1); epoch <= static_cast<int64_t>(values.size()); ++epoch) {
    x = epoch;
    if (hooks.on_epoch_end(epoch, values[static_cast<size_t>(epoch - 1)]) != Next::proceed) break;
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(best_holds_the_best_epoch_and_last_the_last) {
  TemporaryDirectory directory;
  int64_t x = 0;
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
  run(hooks, x, {3, 1, 2});
  BOOST_TEST(hooks.on_trial_end() == 1);
  const Checkpoint best = Checkpoint::open(directory / "run/best.pt");
  BOOST_TEST(best.epoch() == 2);
  BOOST_TEST(best.value() == 1);
  BOOST_TEST(x_in(directory / "run/best.pt") == 2);
  BOOST_TEST(Checkpoint::open(directory / "run/last.pt").epoch() == 3);
  BOOST_TEST(x_in(directory / "run/last.pt") == 3);
  BOOST_TEST(files_in(directory / "run") == (std::vector<std::string>{"best.pt", "last.pt"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(where_the_last_epoch_is_the_best_one_file_has_both_names) {
  TemporaryDirectory directory;
  int64_t x = 0;
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").maximize().with("x", x));
  run(hooks, x, {1});
  BOOST_TEST(inode(directory / "run/best.pt") == inode(directory / "run/last.pt"));
  (void)hooks.on_epoch_end(2, 0.5);
  BOOST_TEST(inode(directory / "run/best.pt") != inode(directory / "run/last.pt"));
}

BOOST_AUTO_TEST_CASE(the_beginning_is_saved_before_anything_happens) {
  TemporaryDirectory directory;
  int64_t x = 7;
  auto hooks = hone::hooks(hone::checkpoint(directory / "deep/run").with("x", x));
  BOOST_TEST(hooks.resume(1) == 1);
  BOOST_TEST(x_in(directory / "deep/run/last.pt") == 7);
  BOOST_TEST(!exists(directory / "deep/run/best.pt"));
  int64_t y = 0;
  auto again = hone::hooks(hone::checkpoint(directory / "deep/run").with("x", y));
  BOOST_TEST(again.resume(1) == 1);
  BOOST_TEST(y == 7);
}

BOOST_AUTO_TEST_CASE(without_a_direction_or_with_keep_last_every_epoch_is_the_one_to_keep) {
  for (const bool says_so : {false, true}) {
    TemporaryDirectory directory;
    int64_t x = 0;
    auto saver = hone::checkpoint(directory / "run").with("x", x);
    if (says_so) saver.keep_last();
    auto hooks = hone::hooks(saver);
    run(hooks, x, {1, 3, 2});
    BOOST_TEST(hooks.on_trial_end() == 2);
    BOOST_TEST(x_in(directory / "run/best.pt") == 3);
  }
}

BOOST_AUTO_TEST_CASE(an_epoch_of_nan_is_never_best) {
  TemporaryDirectory directory;
  int64_t x = 0;
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
  run(hooks, x, {kNan});
  BOOST_TEST(!exists(directory / "run/best.pt"));
  (void)hooks.on_epoch_end(x = 2, 5);
  (void)hooks.on_epoch_end(x = 3, kNan);
  BOOST_TEST(x_in(directory / "run/best.pt") == 2);
  BOOST_TEST(std::isnan(Checkpoint::open(directory / "run/last.pt").value()));
}

namespace {

struct CountSaves : hone::detail::FileOps {
  mutable std::vector<std::string> names;
  int rename(const char* from, const char* to) const override {
    names.push_back(hone::detail::file_name_of(to));
    return FileOps::rename(from, to);
  }
  int64_t saves() const { return std::count(names.begin(), names.end(), "last.pt"); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_thins_the_saves_but_never_a_new_best_epoch) {
  TemporaryDirectory directory;
  CountSaves ops;
  int64_t x = 0;
  auto hooks = hone::hooks(CheckpointHook(directory / "run", ops).minimize().every(4).with("x", x));
  std::vector<int64_t> saved;
  for (int64_t epoch = hooks.resume(1); epoch <= 10; ++epoch) {
    const int64_t before = ops.saves();
    const double values[] = {0, 9, 8, 8, 8, 8, 7, 8, 8, 8, 8};
    (void)hooks.on_epoch_end(x = epoch, values[epoch]);
    if (ops.saves() > before) saved.push_back(epoch);
  }
  BOOST_TEST(saved == (std::vector<int64_t>{1, 2, 4, 6, 8}), boost::test_tools::per_element());
  hooks.on_trial_end();  // the end is saved, so that a finished loop resumes as finished
  BOOST_TEST(x_in(directory / "run/last.pt") == 10);
  int64_t y = 0;
  auto again = hone::hooks(hone::checkpoint(directory / "run").minimize().every(4).with("x", y));
  BOOST_TEST(again.resume(1) == 11);
  BOOST_TEST(y == 10);
  BOOST_TEST(again.on_trial_end() == 7);
}

BOOST_AUTO_TEST_CASE(a_least_time_between_saves_thins_them_but_never_a_new_best_epoch) {
  TemporaryDirectory directory;
  CountSaves ops;
  int64_t x = 0;
  const auto make = [&](std::chrono::duration<double> time) {
    return CheckpointHook(directory / "run", ops)
        .minimize()
        .every(time)
        .every_steps(1)
        .with("x", x);
  };
  {
    auto hooks = hone::hooks(make(std::chrono::hours(1)));
    (void)hooks.resume(1);
    (void)hooks.on_step_end(1, 0.5);
    (void)hooks.on_epoch_end(x = 1, 2.0);
    (void)hooks.on_epoch_end(x = 2, 3.0);
    (void)hooks.on_step_end(1, 0.5);
    BOOST_TEST(ops.saves() == 2);  // the initial state, and the best
    hooks.on_trial_end();
    BOOST_TEST(ops.saves() == 3);
  }
  auto hooks = hone::hooks(make(std::chrono::nanoseconds(0)));
  BOOST_TEST(hooks.resume(1) == 3);
  (void)hooks.on_step_end(1, 0.5);
  (void)hooks.on_epoch_end(x = 3, 3.0);
  BOOST_TEST(ops.saves() == 5);
}

BOOST_AUTO_TEST_CASE(the_best_and_the_newest_epochs_are_kept_in_files_of_their_own) {
  for (const bool in_background : {false, true}) {
    TemporaryDirectory directory;
    int64_t x = 0;
    const auto make = [&] {
      auto saver = hone::checkpoint(directory / "run").minimize().keep_best(2).keep_last(2);
      saver.with("x", x);
      if (in_background) saver.background(hone::WhenBusy::replace);
      return saver;
    };
    {
      auto hooks = hone::hooks(make());
      run(hooks, x, {5, 1, 4, 2});
      hooks.on_trial_end();
    }
    BOOST_TEST(files_in(directory / "run") ==
                   (std::vector<std::string>{"best.pt", "epoch-2.pt", "epoch-3.pt", "epoch-4.pt",
                                             "last.pt"}),
               boost::test_tools::per_element());
    BOOST_TEST(inode(directory / "run/epoch-2.pt") == inode(directory / "run/best.pt"));
    BOOST_TEST(inode(directory / "run/epoch-4.pt") == inode(directory / "run/last.pt"));
    BOOST_TEST(x_in(directory / "run/epoch-3.pt") == 3);
    auto hooks = hone::hooks(make());  // finds them in the directory
    run(hooks, x, {5, 1, 4, 2, 9, 1.5, 8});
    hooks.on_trial_end();
    BOOST_TEST(files_in(directory / "run") ==
                   (std::vector<std::string>{"best.pt", "epoch-2.pt", "epoch-6.pt", "epoch-7.pt",
                                             "last.pt"}),
               boost::test_tools::per_element());
    BOOST_TEST(x_in(directory / "run/best.pt") == 2);
  }
}

BOOST_AUTO_TEST_CASE(an_epoch_that_is_among_the_best_is_saved_however_thin_the_saves_are) {
  TemporaryDirectory directory;
  int64_t x = 0;
  auto hooks = hone::hooks(
      hone::checkpoint(directory / "run").maximize().keep_best(2).every(100).with("x", x));
  run(hooks, x, {1, 5, 4, 3});
  BOOST_TEST(files_in(directory / "run") ==
                 (std::vector<std::string>{"best.pt", "epoch-2.pt", "epoch-3.pt", "last.pt"}),
             boost::test_tools::per_element());
  BOOST_TEST(x_in(directory / "run/last.pt") == 3);
  BOOST_CHECK_EXCEPTION(
      (void)hone::hooks(hone::checkpoint(directory / "other").keep_best(2)).resume(1),
      hone::ArgumentError, says<hone::ArgumentError>({"keep_best", ".minimize()"}));
}

BOOST_AUTO_TEST_CASE(a_kept_epoch_that_failed_to_be_saved_is_not_counted) {
  for (const bool in_background : {false, true}) {
    TemporaryDirectory directory;
    hone_test::FaultyOps ops;
    int64_t x = 0;
    auto saver = CheckpointHook(directory / "run", ops).minimize().keep_best(2).with("x", x);
    if (in_background) saver.background();
    saver.on_error([](const hone::CheckpointError&) {});
    auto hooks = hone::hooks(saver);
    (void)hooks.resume(1);
    (void)hooks.on_epoch_end(x = 1, 3.0);
    (void)hooks.on_epoch_end(x = 2, 2.0);
    hooks.on_trial_end();
    ops.calls = 0;
    ops.fail_at = 1;
    (void)hooks.on_epoch_end(x = 3, 2.5);
    while (in_background && !saver.wants_step(1)) std::this_thread::yield();
    (void)hooks.on_epoch_end(x = 4, 2.7);
    hooks.on_trial_end();
    BOOST_TEST(files_in(directory / "run") ==
                   (std::vector<std::string>{"best.pt", "epoch-2.pt", "epoch-4.pt", "last.pt"}),
               boost::test_tools::per_element());
  }
}

namespace {

struct Disk {  // a variable that cannot be saved while `is_full`
  bool is_full = false;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    if (is_full) throw std::runtime_error("the disk is full");
    archive& is_full;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_epoch_of_which_no_archive_could_be_made_is_not_counted_among_the_kept) {
  for (const bool in_background : {false, true}) {
    TemporaryDirectory directory;
    Disk disk;
    int64_t x = 0;
    auto saver = hone::checkpoint(directory / "run").keep_last().keep_last(2);
    saver.with("x", x).with("disk", disk).on_error([](const hone::CheckpointError&) {});
    if (in_background) saver.background();
    auto hooks = hone::hooks(saver);
    (void)hooks.resume(1);
    for (x = 1; x <= 4; ++x) {
      disk.is_full = x == 3;
      (void)hooks.on_epoch_end(x, 1.0);
    }
    hooks.on_trial_end();
    BOOST_TEST(files_in(directory / "run") ==
                   (std::vector<std::string>{"best.pt", "epoch-2.pt", "epoch-4.pt", "last.pt"}),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(the_newest_kept_epoch_stands_in_for_a_damaged_last) {
  TemporaryDirectory directory;
  int64_t x = 0;
  {
    auto hooks = hone::hooks(
        hone::checkpoint(directory / "run").minimize().keep_last(3).every(2).with("x", x));
    run(hooks, x, {1, 2, 3, 4, 5, 6});
    (void)hooks.on_epoch_end(x = 7, 7.0);
    hooks.on_trial_end();
  }
  truncate(directory / "run/last.pt");
  truncate(directory / "run/epoch-7.pt");
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
  BOOST_TEST(hooks.resume(1) == 7);
  BOOST_TEST(x == 6);
  BOOST_TEST(hooks.on_trial_end() == 1.0);
  BOOST_TEST(x_in(directory / "run/last.pt") == 6);  // repaired
}

BOOST_AUTO_TEST_CASE(keep_last_is_thinned_too_and_its_end_is_kept) {
  TemporaryDirectory directory;
  CountSaves ops;
  int64_t x = 0;
  auto hooks =
      hone::hooks(CheckpointHook(directory / "run", ops).keep_last().every(4).with("x", x));
  run(hooks, x, {1, 2, 3, 4, 5, 6});
  BOOST_TEST(ops.saves() == 2);  // the initial state, and epoch 4
  BOOST_TEST(hooks.on_trial_end() == 6);
  BOOST_TEST(x_in(directory / "run/best.pt") == 6);
  BOOST_TEST(Checkpoint::open(directory / "run/best.pt").value() == 6);
}

BOOST_AUTO_TEST_CASE(an_epoch_at_which_the_loop_is_left_is_saved_whatever_the_thinning) {
  for (const Next answer : {Next::pause, Next::stop, Next::prune}) {
    TemporaryDirectory directory;
    int64_t x = 0;
    auto hooks =
        hone::hooks(answer_at(3, answer),
                    hone::checkpoint(directory / "run").minimize().every(100).with("x", x));
    run(hooks, x, {1, 2, 3, 4});
    const Checkpoint last = Checkpoint::open(directory / "run/last.pt");
    BOOST_TEST(last.epoch() == 3);
    BOOST_CHECK(last.answer() == answer);
  }
}

BOOST_AUTO_TEST_CASE(an_event_is_saved_once) {
  TemporaryDirectory directory;
  CountSaves ops;
  int64_t x = 0;
  auto hooks = hone::hooks(CheckpointHook(directory / "run", ops).minimize().with("x", x));
  run(hooks, x, {1, 2, 3});
  hooks.on_trial_end();
  BOOST_TEST(ops.saves() == 4);
  auto again = hone::hooks(CheckpointHook(directory / "run", ops).minimize().with("x", x));
  BOOST_TEST(again.resume(1) == 4);
  again.on_trial_end();
  BOOST_TEST(ops.saves() == 4);  // everything was already saved
}

BOOST_AUTO_TEST_CASE(a_loop_that_was_answered_to_end_is_skipped_when_it_is_resumed) {
  for (const Next answer : {Next::stop, Next::prune}) {
    TemporaryDirectory directory;
    int64_t x = 0;
    {
      auto hooks = hone::hooks(answer_at(2, answer),
                               hone::checkpoint(directory / "run").minimize().with("x", x));
      run(hooks, x, {1, 2, 3});
    }
    auto hooks = hone::hooks(answer_at(2, answer),
                             hone::checkpoint(directory / "run").minimize().with("x", x = 0));
    BOOST_TEST(hooks.resume(1) == kSkip);
    BOOST_CHECK(hooks.next() == answer);
    BOOST_TEST(x == 2);
    BOOST_TEST(hooks.on_trial_end() == 1);
  }
}

BOOST_AUTO_TEST_CASE(what_a_hook_answers_at_the_loops_end_is_kept) {
  TemporaryDirectory directory;
  int64_t x = 0;
  const auto prune = hone::at_trial_end([](const hone::LoopEnd&) { return Next::prune; });
  auto hooks = hone::hooks(prune, hone::checkpoint(directory / "run").minimize().with("x", x));
  run(hooks, x, {1, 2});
  hooks.on_trial_end();
  auto again = hone::hooks(prune, hone::checkpoint(directory / "run").minimize().with("x", x));
  BOOST_TEST(again.resume(1) == kSkip);
  BOOST_CHECK(again.next() == Next::prune);
}

BOOST_AUTO_TEST_CASE(a_loop_of_steps_keeps_its_end_as_its_best) {
  TemporaryDirectory directory;
  int64_t x = 0;
  {
    auto hooks =
        hone::hooks(hone::checkpoint(directory / "run").minimize().every_steps(2).with("x", x));
    for (int64_t step = hooks.resume(1); step <= 5; ++step)
      (void)hooks.on_step_end(x = step, torch::full({}, static_cast<double>(step)));
    BOOST_TEST(x_in(directory / "run/last.pt") == 4);
    BOOST_TEST(!exists(directory / "run/best.pt"));
    hooks.on_trial_end();
    BOOST_TEST(x_in(directory / "run/last.pt") == 5);
    BOOST_TEST(x_in(directory / "run/best.pt") == 5);
  }
  auto hooks =
      hone::hooks(hone::checkpoint(directory / "run").minimize().every_steps(2).with("x", x = 0));
  BOOST_TEST(hooks.resume(1) == 6);
  BOOST_TEST(x == 5);
}

BOOST_AUTO_TEST_CASE(a_loop_of_steps_that_ends_on_a_saved_step_has_a_best_too) {
  TemporaryDirectory directory;
  int64_t x = 0;
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").every_steps(2).with("x", x));
  for (int64_t step = hooks.resume(1); step <= 4; ++step) (void)hooks.on_step_end(x = step, 0.5);
  BOOST_TEST(hooks.on_trial_end() == 0.5);
  BOOST_TEST(x_in(directory / "run/best.pt") == 4);
}

BOOST_AUTO_TEST_CASE(an_epoch_left_in_its_middle_is_run_again_unless_saves_inside_were_asked_for) {
  for (const bool asked : {false, true}) {
    TemporaryDirectory directory;
    int64_t x = 0;
    auto saver = hone::checkpoint(directory / "run").minimize().with("x", x);
    if (asked) saver.every_steps(100);
    auto hooks = hone::hooks(saver);
    (void)hooks.resume(1);
    (void)hooks.on_epoch_end(x = 1, 0.5);
    (void)hooks.on_step_end(x = 2, 0.5);
    hooks.on_trial_end();  // as after a pause requested by a step's hook
    BOOST_TEST(x_in(directory / "run/last.pt") == (asked ? 2 : 1));
    BOOST_TEST(x_in(directory / "run/best.pt") == 1);
    BOOST_TEST(hone::hooks(saver).resume(1) == 2);
  }
}

BOOST_AUTO_TEST_CASE(every_says_that_steps_are_inside_epochs) {
  TemporaryDirectory directory;
  int64_t x = 0;
  const auto make = [&] {
    return hone::hooks(
        hone::checkpoint(directory / "run").minimize().every(1).every_steps(1).with("x", x));
  };
  {
    auto hooks = make();
    (void)hooks.resume(1);
    (void)hooks.on_step_end(x = 40, 0.5);
  }
  auto hooks = make();
  BOOST_TEST(hooks.resume(1) == 1);
  BOOST_TEST(hooks.resumed_step() == 40);
}

BOOST_AUTO_TEST_CASE(a_damaged_last_falls_back_to_best) {
  TemporaryDirectory directory;
  int64_t x = 0;
  {
    auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
    run(hooks, x, {2, 1, 3, 4});
  }
  truncate(directory / "run/last.pt");
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
  BOOST_TEST(hooks.resume(1) == 3);
  BOOST_TEST(x == 2);
  BOOST_TEST(hooks.on_trial_end() == 1);
  BOOST_TEST(x_in(directory / "run/last.pt") == 2);  // repaired
}

BOOST_AUTO_TEST_CASE(one_wrong_bit_of_a_weight_is_damage_too) {
  TemporaryDirectory directory;
  torch::nn::Linear model(64, 64);
  {
    auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("model", model));
    (void)hooks.resume(1);
    (void)hooks.on_epoch_end(1, 1.0);
    (void)hooks.on_epoch_end(2, 2.0);
  }
  std::string text = read(directory / "run/last.pt");
  text[text.size() / 2] = static_cast<char>(text[text.size() / 2] ^ 1);
  write(directory / "run/last.pt", text);
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("model", model));
  BOOST_TEST(hooks.resume(1) == 2);
}

BOOST_AUTO_TEST_CASE(where_no_file_is_good_the_error_names_them_and_nothing_is_overwritten) {
  TemporaryDirectory directory;
  int64_t x = 0;
  {
    auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
    run(hooks, x, {2, 3});
  }
  truncate(directory / "run/last.pt");
  truncate(directory / "run/best.pt");
  const std::string last = read(directory / "run/last.pt");
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
  BOOST_CHECK_EXCEPTION((void)hooks.resume(1), hone::CheckpointError,
                        says<hone::CheckpointError>(
                            {directory / "run/last.pt", directory / "run/best.pt", "remove"}));
  BOOST_TEST(read(directory / "run/last.pt") == last);
}

BOOST_AUTO_TEST_CASE(a_file_that_no_loop_saved_is_not_resumed_from_nor_overwritten) {
  TemporaryDirectory directory;
  int64_t x = 0;
  hone::detail::make_directories(directory / "run");
  hone::detail::save_checkpoint({directory / "run/last.pt"}, {});
  const std::string before = read(directory / "run/last.pt");
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").with("x", x));
  BOOST_CHECK_EXCEPTION((void)hooks.resume(1), hone::CheckpointError,
                        says<hone::CheckpointError>({directory / "run/last.pt", "no loop"}));
  BOOST_TEST(read(directory / "run/last.pt") == before);
}

BOOST_AUTO_TEST_CASE(a_best_that_was_lost_is_made_again_where_the_last_epoch_was_the_best) {
  TemporaryDirectory directory;
  int64_t x = 0;
  {
    auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
    run(hooks, x, {2, 1});
  }
  BOOST_REQUIRE(::unlink((directory / "run/best.pt").c_str()) == 0);
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
  BOOST_TEST(hooks.resume(1) == 3);
  BOOST_TEST(x_in(directory / "run/best.pt") == 2);
  const Checkpoint best = Checkpoint::open(directory / "run/best.pt");
  BOOST_TEST(best.value() == 1);
  BOOST_TEST(best.epoch() == 2);
}

BOOST_AUTO_TEST_CASE(a_best_that_was_lost_for_good_is_not_claimed) {
  TemporaryDirectory directory;
  int64_t x = 0;
  {
    auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
    run(hooks, x, {1, 2});
  }
  BOOST_REQUIRE(::unlink((directory / "run/best.pt").c_str()) == 0);
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
  run(hooks, x, {1, 2, 3});
  BOOST_TEST(hooks.on_trial_end() == 3);  // the value of best.pt
  BOOST_TEST(Checkpoint::open(directory / "run/best.pt").value() == 3);
}

BOOST_AUTO_TEST_CASE(killed_between_its_two_names_a_save_is_found_and_the_other_mended) {
  struct KillAtLast : hone::detail::FileOps {
    int rename(const char* from, const char* to) const override {
      if (hone::detail::file_name_of(to) == "last.pt" && armed) ::_exit(9);
      return FileOps::rename(from, to);
    }
    bool armed = false;
  };
  TemporaryDirectory directory;
  torch::set_num_threads(1);
  const pid_t child = ::fork();
  if (child == 0) {
    KillAtLast ops;
    int64_t x = 0;
    auto hooks = hone::hooks(CheckpointHook(directory / "run", ops).minimize().with("x", x));
    (void)hooks.resume(1);
    (void)hooks.on_epoch_end(x = 1, 2.0);
    ops.armed = true;
    (void)hooks.on_epoch_end(x = 2, 1.0);
    ::_exit(1);
  }
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_REQUIRE(WEXITSTATUS(status) == 9);
  BOOST_TEST(x_in(directory / "run/last.pt") == 1);
  BOOST_TEST(files_in(directory / "run").size() == 3u);  // and a dead process's temporary

  int64_t x = 0;
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
  BOOST_TEST(hooks.resume(1) == 3);
  BOOST_TEST(x == 2);
  BOOST_TEST(hooks.on_trial_end() == 1.0);
  BOOST_TEST(x_in(directory / "run/last.pt") == 2);
  BOOST_TEST(files_in(directory / "run").size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_loop_that_begins_anew_is_not_mixed_up_with_the_files_of_an_older_one) {
  TemporaryDirectory directory;
  int64_t x = 0;
  {
    auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
    run(hooks, x, {3, 2, 1});
  }
  {
    auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
    (void)hooks.on_epoch_end(x = 1, kNan);  // not resumed, and has no best yet
  }
  BOOST_TEST(x_in(directory / "run/best.pt") == 3);  // from the earlier loop
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
  BOOST_TEST(hooks.resume(1) == 2);
  BOOST_TEST(x == 1);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_model_changes_nothing) {
  TemporaryDirectory directory;
  {
    torch::nn::Linear model(2, 3);
    auto stop = hone::early_stop(9, Direction::minimize);
    auto hooks = hone::hooks(stop, hone::checkpoint(directory / "run").with("model", model));
    (void)hooks.resume(1);
    for (int64_t epoch = 1; epoch <= 3; ++epoch) (void)hooks.on_epoch_end(epoch, 1.0);
  }
  const std::string last = read(directory / "run/last.pt");
  int64_t x = 5;
  torch::nn::Linear model(2, 4);
  const at::Tensor weight = model->weight.detach().clone();
  const at::Tensor random = at::detail::getDefaultCPUGenerator().get_state();
  auto stop = hone::early_stop(1, Direction::minimize);
  auto hooks =
      hone::hooks(stop, hone::checkpoint(directory / "run").with("model", model).with("bias", x));
  BOOST_CHECK_THROW((void)hooks.resume(1), hone::CheckpointError);
  auto only_model = hone::hooks(stop, hone::checkpoint(directory / "run").with("model", model));
  BOOST_CHECK_EXCEPTION(
      (void)only_model.resume(1), hone::CheckpointError,
      says<hone::CheckpointError>({"model", "weight", "[3, 2]", "[4, 2]", "last.pt", "or remove"}));
  BOOST_TEST(torch::equal(model->weight, weight));
  BOOST_TEST(torch::equal(at::detail::getDefaultCPUGenerator().get_state(), random));
  BOOST_CHECK(only_model.next() == Next::proceed);
  BOOST_CHECK(only_model.on_epoch_end(1, 0.5) == Next::proceed);  // the early stop was not restored
}

BOOST_AUTO_TEST_CASE(hooks_with_a_state_must_be_the_ones_that_were_saved) {
  TemporaryDirectory directory;
  int64_t x = 1;
  auto saver = hone::checkpoint(directory / "run").minimize().with("x", x);
  (void)hone::hooks(hone::early_stop(2, Direction::minimize), saver).resume(1);
  x = 2;
  BOOST_CHECK_EXCEPTION((void)hone::hooks(saver).resume(1), hone::CheckpointError,
                        says<hone::CheckpointError>({"\"early_stop\"", "last.pt"}));
  auto other = hone::early_stop(2, Direction::minimize).name("other");
  BOOST_CHECK_EXCEPTION((void)hone::hooks(other, saver).resume(1), hone::CheckpointError,
                        says<hone::CheckpointError>({"\"early_stop\"", "\"other\""}));
  BOOST_TEST(x == 2);
}

namespace {

struct Delicate {  // a hook whose state may refuse to load
  int64_t state = 0;
  bool refuses = false;
  void on_epoch_end(const EpochEnd&) { ++state; }
  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    archive& state;
    if (Archive::is_loading::value && refuses && state != 0) throw std::runtime_error("refused");
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_hook_that_cannot_be_restored_leaves_everything_as_it_was) {
  TemporaryDirectory directory;
  int64_t x = 1;
  Delicate first, second;
  {
    auto hooks =
        hone::hooks(first, second, hone::checkpoint(directory / "run").minimize().with("x", x));
    run(hooks, x, {1, 2});
  }
  first.state = second.state = x = 0;
  second.refuses = true;
  auto hooks =
      hone::hooks(first, second, hone::checkpoint(directory / "run").minimize().with("x", x));
  BOOST_CHECK_EXCEPTION((void)hooks.resume(1), hone::CheckpointError,
                        says<hone::CheckpointError>({"last.pt", "\"hook 2\"", "refused"}));
  BOOST_TEST(first.state == 0);
  BOOST_TEST(second.state == 0);
  BOOST_TEST(x == 0);
}

BOOST_AUTO_TEST_CASE(wherever_a_save_fails_the_files_before_it_stay_and_the_error_says_why) {
  int64_t failures = 0, overcome = 0;
  // An interrupted (EINTR) or half-done (0) operation is just retried.
  for (const int fault : {ENOSPC, EIO, EINTR, 0})
    for (int64_t n = 0;; ++n) {
      TemporaryDirectory directory;
      const std::string run = directory / "run";
      hone_test::FaultyOps ops;
      ops.error = fault;
      int64_t x = 0;
      auto hooks = hone::hooks(CheckpointHook(run, ops).minimize().with("x", x));
      (void)hooks.resume(1);
      (void)hooks.on_epoch_end(x = 1, 2.0);
      ops.calls = 0;
      ops.fail_at = n;
      bool thrown = false;
      try {
        (void)hooks.on_epoch_end(x = 2, 1.0);
      } catch (const hone::CheckpointError& error) {
        thrown = true;
        BOOST_TEST(std::string(error.what()).find(run) != std::string::npos);
      }
      const bool all_done = ops.calls <= n;
      ops.fail_at = -1;
      // Valid, and of one of the two epochs.
      const int64_t last = x_in(run + "/last.pt"), best = x_in(run + "/best.pt");
      BOOST_TEST((last == 1 || last == 2));
      BOOST_TEST((best == 2 || best == last));
      if (!thrown) BOOST_TEST(last + best == 4);
      int64_t y = 0;
      auto again = hone::hooks(hone::checkpoint(run).minimize().with("x", y));
      BOOST_TEST(again.resume(1) == best + 1);
      BOOST_TEST(y == best);
      BOOST_TEST(again.on_trial_end() == (best == 2 ? 1.0 : 2.0));
      if (fault == EINTR || fault == 0) BOOST_TEST(!thrown);
      (thrown ? failures : overcome) += 1;
      if (all_done) break;
    }
  BOOST_TEST_MESSAGE(failures << " faults failed a save, " << overcome << " did not; 0 files torn");
  BOOST_TEST(failures >= 16);  // open, allocate, pwrite, fsync, close, link, two renames, ...
}

BOOST_AUTO_TEST_CASE(on_error_goes_on_and_the_next_save_tries_again) {
  TemporaryDirectory directory;
  hone_test::FaultyOps ops;
  std::vector<std::string> errors;
  int64_t x = 0;
  auto hooks = hone::hooks(
      CheckpointHook(directory / "run", ops)
          .minimize()
          .with("x", x)
          .on_error([&](const hone::CheckpointError& error) { errors.push_back(error.what()); }));
  (void)hooks.resume(1);
  (void)hooks.on_epoch_end(x = 1, 3.0);
  ops.calls = 0;
  ops.fail_at = 0;
  ops.goes_on = true;
  BOOST_CHECK(hooks.on_epoch_end(x = 2, 4.0) == Next::proceed);
  BOOST_TEST(errors.size() == 1u);
  BOOST_TEST(x_in(directory / "run/last.pt") == 1);
  ops.fail_at = -1;
  hooks.on_trial_end();  // the end was not saved yet
  BOOST_TEST(x_in(directory / "run/last.pt") == 2);
  BOOST_TEST(errors.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_value_is_that_of_the_best_epoch_that_could_be_saved) {
  struct Loop {
    std::vector<double> values;
    std::vector<int64_t> full;  // in these epochs the disk is full
    int64_t best;               // the best epoch at the end
  };
  const Loop loops[] = {{{3, 1, 2}, {2}, 3},
                        {{3, 1, 4}, {2}, 1},
                        {{3, 1, 2, 2.5}, {2, 3}, 4},
                        {{3, 1, 2, 4}, {2, 3}, 1},
                        {{3, 1, 2, 0.5, 4}, {2, 3}, 4},
                        {{3, 1}, {2}, 2},  // the end retries
                        {{3, 4, 5}, {1}, 2},
                        {{3, kNan, 4}, {1}, 3}};
  for (const Loop& loop : loops)
    for (const bool maximizes : {false, true})
      for (const bool in_background : {false, true})
        for (const bool throws : {false, true}) {
          TemporaryDirectory directory;
          Disk disk;
          int64_t x = 0;
          const auto make = [&] {
            auto saver = hone::checkpoint(directory / "run").with("x", x).with("disk", disk);
            maximizes ? saver.maximize() : saver.minimize();
            if (in_background) saver.background();
            if (!throws) saver.on_error([](const hone::CheckpointError&) {});
            return saver;
          };
          const auto value = [&](int64_t epoch) {
            return (maximizes ? -1 : 1) * loop.values[static_cast<size_t>(epoch - 1)];
          };
          double result = 0;
          {
            auto hooks = hone::hooks(make());
            (void)hooks.resume(1);
            for (x = 1; x <= static_cast<int64_t>(loop.values.size()); ++x) {
              disk.is_full = std::count(loop.full.begin(), loop.full.end(), x) > 0;
              if (throws && disk.is_full)
                BOOST_CHECK_THROW((void)hooks.on_epoch_end(x, value(x)), hone::CheckpointError);
              else
                (void)hooks.on_epoch_end(x, value(x));
              disk.is_full = false;
            }
            result = hooks.on_trial_end();
          }
          BOOST_TEST(result == value(loop.best));
          const Checkpoint best = Checkpoint::open(directory / "run/best.pt");
          BOOST_TEST(best.epoch() == loop.best);
          BOOST_TEST(best.value() == value(loop.best));
          auto again = hone::hooks(make());
          (void)again.resume(1);
          BOOST_TEST(again.on_trial_end() == value(loop.best));
        }
}

BOOST_AUTO_TEST_CASE(without_any_saved_epoch_the_value_is_that_of_the_best_all_the_same) {
  TemporaryDirectory directory;
  Disk disk;
  int64_t x = 0;
  auto hooks = hone::hooks(hone::checkpoint(directory / "run")
                               .minimize()
                               .with("x", x)
                               .with("disk", disk)
                               .on_error([](const hone::CheckpointError&) {}));
  (void)hooks.resume(1);
  disk.is_full = true;
  for (const double value : {3.0, 1.0, 2.0, kNan}) (void)hooks.on_epoch_end(++x, value);
  BOOST_TEST(hooks.on_trial_end() == 1.0);
  BOOST_TEST(!exists(directory / "run/best.pt"));
}

BOOST_AUTO_TEST_CASE(killed_after_its_best_epoch_could_not_be_saved_a_loop_keeps_the_best_it_has) {
  for (const int64_t epochs : {3, 4}) {
    TemporaryDirectory directory;
    Disk disk;
    int64_t x = 0;
    const std::vector<double> values{3, 1, 4, 5};
    const auto make = [&] {
      return hone::hooks(hone::checkpoint(directory / "run")
                             .minimize()
                             .with("x", x)
                             .with("disk", disk)
                             .on_error([](const hone::CheckpointError&) {}));
    };
    {
      auto hooks = make();
      (void)hooks.resume(1);
      for (x = 1; x <= 3; ++x) {
        disk.is_full = x == 2;
        (void)hooks.on_epoch_end(x, values[static_cast<size_t>(x - 1)]);
      }
    }
    disk.is_full = false;
    auto hooks = make();
    BOOST_TEST(hooks.resume(1) == 4);
    if (epochs == 4) (void)hooks.on_epoch_end(x = 4, 5.0);
    BOOST_TEST(hooks.on_trial_end() == 3.0);
    BOOST_TEST(x_in(directory / "run/best.pt") == 1);
  }
}

namespace {

/// Like GatedOps, but a save may fail after the gate was opened.
struct FailingAtGate : hone_test::GatedOps {
  mutable std::atomic<bool> fails{false};
  int fsync(int file) const override {
    if (!fails.exchange(false)) return FileOps::fsync(file);
    errno = EIO;
    return -1;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(killed_before_it_heard_that_its_best_was_not_saved_a_loop_keeps_what_it_has) {
  TemporaryDirectory directory;
  int64_t x = 0;
  {
    FailingAtGate ops;
    auto hooks = hone::hooks(CheckpointHook(directory / "run", ops)
                                 .minimize()
                                 .background(hone::WhenBusy::replace)
                                 .with("x", x));
    (void)hooks.resume(1);
    (void)hooks.on_epoch_end(x = 1, 3.0);
    hooks.on_trial_end();  // makes it durable
    ops.shut();
    ops.fails = true;
    (void)hooks.on_epoch_end(x = 2, 1.0);
    ops.until_somebody_waits();
    (void)hooks.on_epoch_end(x = 3, 4.0);
    ops.open_gate();
  }
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").minimize().with("x", x));
  BOOST_TEST(hooks.resume(1) == 4);
  (void)hooks.on_epoch_end(x = 4, 5.0);
  BOOST_TEST(hooks.on_trial_end() == 3.0);
  BOOST_TEST(x_in(directory / "run/best.pt") == 1);
}

BOOST_AUTO_TEST_CASE(a_best_that_fails_in_the_background_does_not_count_for_the_next_epoch) {
  for (const double next : {2.0, 4.0}) {
    TemporaryDirectory directory;
    FailingAtGate ops;
    int64_t x = 0;
    auto saver = CheckpointHook(directory / "run", ops).minimize().background().with("x", x);
    saver.on_error([](const hone::CheckpointError&) {});
    auto hooks = hone::hooks(saver);
    (void)hooks.resume(1);
    (void)hooks.on_epoch_end(x = 1, 3.0);
    hooks.on_trial_end();
    ops.fails = true;
    (void)hooks.on_epoch_end(x = 2, 1.0);
    while (!saver.wants_step(1)) std::this_thread::yield();
    (void)hooks.on_epoch_end(x = 3, next);
    BOOST_TEST(hooks.on_trial_end() == std::min(next, 3.0));
    BOOST_TEST(x_in(directory / "run/best.pt") == (next < 3 ? 3 : 1));
  }
}

BOOST_AUTO_TEST_CASE(a_best_that_the_end_could_not_save_either_does_not_count) {
  for (const bool in_background : {false, true}) {
    TemporaryDirectory directory;
    Disk disk;
    int64_t x = 0;
    auto saver = hone::checkpoint(directory / "run").minimize().with("x", x).with("disk", disk);
    saver.on_error([](const hone::CheckpointError&) {});
    if (in_background) saver.background();
    auto hooks = hone::hooks(saver);
    (void)hooks.resume(1);
    (void)hooks.on_epoch_end(x = 1, 3.0);
    disk.is_full = true;
    (void)hooks.on_epoch_end(x = 2, 1.0);
    BOOST_TEST(hooks.on_trial_end() == 3.0);
    BOOST_TEST(x_in(directory / "run/best.pt") == 1);
    disk.is_full = false;
    BOOST_TEST(hooks.on_trial_end() == 1.0);  // retries
    BOOST_TEST(x_in(directory / "run/best.pt") == 2);
  }
}

BOOST_AUTO_TEST_CASE(a_best_that_fails_in_the_background_until_the_end_does_not_count) {
  for (const double next : {2.0, 4.0}) {
    TemporaryDirectory directory;
    FailingAtGate ops;
    int64_t x = 0;
    auto saver = CheckpointHook(directory / "run", ops).minimize().with("x", x);
    saver.background(hone::WhenBusy::replace).on_error([](const hone::CheckpointError&) {});
    auto hooks = hone::hooks(saver);
    (void)hooks.resume(1);
    (void)hooks.on_epoch_end(x = 1, 3.0);
    hooks.on_trial_end();
    ops.shut();
    ops.fails = true;
    (void)hooks.on_epoch_end(x = 2, 1.0);
    ops.until_somebody_waits();
    (void)hooks.on_epoch_end(x = 3, next);
    ops.open_gate();
    BOOST_TEST(hooks.on_trial_end() == std::min(next, 3.0));
    BOOST_TEST(x_in(directory / "run/best.pt") == (next < 3 ? 3 : 1));
  }
}

BOOST_AUTO_TEST_CASE(a_best_that_was_not_saved_does_not_count_once_a_step_has_ended) {
  TemporaryDirectory directory;
  Disk disk;
  int64_t x = 0;
  auto hooks = hone::hooks(hone::checkpoint(directory / "run")
                               .minimize()
                               .with("x", x)
                               .with("disk", disk)
                               .on_error([](const hone::CheckpointError&) {}));
  (void)hooks.resume(1);
  (void)hooks.on_epoch_end(x = 1, 3.0);
  disk.is_full = true;
  (void)hooks.on_epoch_end(x = 2, 1.0);
  disk.is_full = false;
  (void)hooks.on_step_end(x = 3, 0.5);
  BOOST_TEST(hooks.on_trial_end() == 3.0);
  BOOST_TEST(x_in(directory / "run/best.pt") == 1);
}

BOOST_AUTO_TEST_CASE(a_best_that_got_its_name_before_its_save_failed_is_the_best) {
  struct FailAtLast : hone::detail::FileOps {
    bool armed = false;
    int rename(const char* from, const char* to) const override {
      if (!armed || hone::detail::file_name_of(to) != "last.pt") return FileOps::rename(from, to);
      errno = EIO;
      return -1;
    }
  };
  TemporaryDirectory directory;
  FailAtLast ops;
  int64_t x = 0;
  auto hooks = hone::hooks(CheckpointHook(directory / "run", ops)
                               .minimize()
                               .with("x", x)
                               .on_error([](const hone::CheckpointError&) {}));
  (void)hooks.resume(1);
  (void)hooks.on_epoch_end(x = 1, 3.0);
  ops.armed = true;
  (void)hooks.on_epoch_end(x = 2, 1.0);
  ops.armed = false;
  (void)hooks.on_epoch_end(x = 3, 2.0);
  BOOST_TEST(hooks.on_trial_end() == 1.0);
  BOOST_TEST(x_in(directory / "run/best.pt") == 2);
}

BOOST_AUTO_TEST_CASE(a_best_that_cannot_be_opened_for_a_while_is_not_overwritten_by_a_worse_one) {
  for (const double next : {2.0, 5.0}) {
    TemporaryDirectory directory;
    hone_test::FaultyOps ops;
    ops.error = EMFILE;
    ops.goes_on = true;
    int64_t x = 0;
    auto hooks = hone::hooks(CheckpointHook(directory / "run", ops)
                                 .minimize()
                                 .with("x", x)
                                 .on_error([](const hone::CheckpointError&) {}));
    (void)hooks.resume(1);
    (void)hooks.on_epoch_end(x = 1, 3.0);
    ops.calls = 0;
    ops.fail_at = 0;
    (void)hooks.on_epoch_end(x = 2, 1.0);
    (void)hooks.on_epoch_end(x = 3, 4.0);
    ops.fail_at = -1;
    (void)hooks.on_epoch_end(x = 4, next);
    BOOST_TEST(hooks.on_trial_end() == std::min(next, 3.0));
    BOOST_TEST(x_in(directory / "run/best.pt") == (next < 3 ? 4 : 1));
  }
}

BOOST_AUTO_TEST_CASE(a_study_names_a_best_trial_whose_weights_have_its_value_though_saves_failed) {
  TemporaryDirectory directory;
  hone::Study study(directory / "study", hone::StudyOptions().direction(Direction::minimize));
  study.optimize(
      [](hone::Trial& trial) {
        Disk disk;
        int64_t x = 0;
        auto hooks =
            hone::hooks(hone::report(trial), hone::checkpoint(trial)
                                                 .with("x", x)
                                                 .with("disk", disk)
                                                 .on_error([](const hone::CheckpointError&) {}));
        const double values[] = {3, 1, 2};
        for (x = hooks.resume(1); x <= 3; ++x) {
          disk.is_full = x == 2;
          if (hooks.on_epoch_end(x, values[x - 1]) != Next::proceed) break;
        }
        return hooks.on_trial_end();
      },
      1);
  const hone::BestTrial best = hone::best_trial(directory / "study");
  BOOST_TEST(best.value == 2.0);
  BOOST_TEST(best.epoch_value == 2.0);
  BOOST_TEST(best.epoch == 3);
}

BOOST_AUTO_TEST_CASE(a_study_s_own_directory_is_no_place_for_a_loop) {
  TemporaryDirectory directory;
  hone::Study study(directory / "runs");
  int64_t x = 0;
  const auto refuses = [&](const auto& error) {
    return std::string(error.what()).find("a study is kept there") != std::string::npos;
  };
  auto hooks = hone::hooks(hone::checkpoint(directory / "runs").minimize().with("x", x));
  BOOST_CHECK_EXCEPTION(hooks.resume(1), hone::ArgumentError, refuses);
  BOOST_CHECK_EXCEPTION((void)hooks.on_epoch_end(1, 0.5), hone::ArgumentError, refuses);
  BOOST_TEST(!exists(directory / "runs/last.pt"));
}

BOOST_AUTO_TEST_CASE(a_directory_that_cannot_be_made_is_an_error_that_names_it) {
  TemporaryDirectory directory;
  write(directory / "file", "in the way");
  int64_t x = 0;
  auto hooks = hone::hooks(hone::checkpoint(directory / "file/run").with("x", x));
  BOOST_CHECK_EXCEPTION((void)hooks.resume(1), hone::CheckpointError,
                        says<hone::CheckpointError>({directory / "file"}));
}

BOOST_AUTO_TEST_CASE(a_part_that_cannot_be_saved_is_an_error_that_names_it) {
  TemporaryDirectory directory;
  torch::nn::Linear model = nullptr;
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").with("model", model));
  BOOST_CHECK_EXCEPTION((void)hooks.resume(1), hone::CheckpointError,
                        says<hone::CheckpointError>({"\"model\""}));
}

BOOST_AUTO_TEST_CASE(saved_in_the_background_a_file_is_that_of_its_event_to_the_byte) {
  TemporaryDirectory directory;
  std::vector<std::string> files[2];
  for (const bool in_background : {false, true}) {
    const std::string folder = directory / (in_background ? "background" : "foreground");
    if (in_background) {  // both resume from the same initial state
      hone::detail::make_directories(folder);
      write(folder + "/last.pt", files[0].front());
    }
    hone_test::GatedOps ops;
    torch::nn::Linear model(30, 40);
    torch::optim::Adam optimizer(model->parameters(), 0.1);
    at::Tensor wide = torch::randn({4, 6}), columns = wide.t().narrow(0, 1, 2);
    int64_t x = 0;
    auto saver = CheckpointHook(folder, ops).with("model", model).with("optimizer", optimizer);
    saver.with("wide", wide).with("columns", columns).with("x", x).minimize();
    if (in_background) saver.background();
    auto hooks = hone::hooks(hone::early_stop(9, Direction::minimize), saver);
    BOOST_TEST(hooks.resume(1) == 1);
    files[in_background].push_back(read(folder + "/last.pt"));
    for (x = 1; x <= 4; ++x) {
      optimizer.zero_grad();
      model(torch::randn({8, 30})).pow(2).mean().backward();
      optimizer.step();
      ops.open_gate();
      if (in_background) ops.shut();
      (void)hooks.on_epoch_end(x, x == 3 ? 9.0 : 5.0 - static_cast<double>(x));
      {  // the loop changes it while the file is written; restored here
        const torch::NoGradGuard no_grad;
        at::Generator generator = at::detail::getDefaultCPUGenerator();
        const at::Tensor random = generator.get_state();
        const int64_t x_was = std::exchange(x, 99);
        for (at::Tensor& tensor : model->parameters()) tensor.add_(64);
        wide.add_(64);
        (void)torch::randn({100});
        optimizer.param_groups()[0].options().set_lr(1.0);
        std::thread opener = ops.opener();
        hooks.on_trial_end();
        opener.join();
        optimizer.param_groups()[0].options().set_lr(0.1);
        for (at::Tensor& tensor : model->parameters()) tensor.copy_(torch::zeros({1}));
        wide.copy_(torch::full({1}, static_cast<double>(x_was)));
        x = x_was;
        generator.set_state(random);
      }
      for (const char* name : {"/last.pt", "/best.pt"})
        files[in_background].push_back(read(folder + name));
    }
  }
  BOOST_REQUIRE(files[0].size() == 9u);
  for (size_t i = 0; i < 9; ++i) {
    BOOST_TEST_INFO("file " << i);
    BOOST_CHECK(files[0][i] == files[1][i]);
  }
  BOOST_CHECK(files[0][5] != files[0][3]);
}

BOOST_AUTO_TEST_CASE(the_beginning_and_the_end_of_a_loop_are_durable_in_the_background_too) {
  TemporaryDirectory directory;
  hone_test::GatedOps ops;
  int64_t x = 0;
  auto hooks =
      hone::hooks(CheckpointHook(directory / "run", ops).minimize().background().with("x", x));
  (void)hooks.resume(1);
  BOOST_TEST(x_in(directory / "run/last.pt") == 0);
  ops.shut();
  (void)hooks.on_epoch_end(x = 1, 1.0);
  BOOST_TEST(x_in(directory / "run/last.pt") == 0);
  std::thread opener = ops.opener();
  BOOST_TEST(hooks.on_trial_end() == 1.0);
  opener.join();
  BOOST_TEST(x_in(directory / "run/last.pt") == 1);
  BOOST_TEST(x_in(directory / "run/best.pt") == 1);
}

BOOST_AUTO_TEST_CASE(a_new_best_and_an_answer_to_leave_are_saved_however_busy_the_writer_is) {
  for (const hone::WhenBusy when_busy : {hone::WhenBusy::skip, hone::WhenBusy::replace}) {
    for (const bool leaves : {false, true}) {
      TemporaryDirectory directory;
      hone_test::GatedOps ops;
      int64_t x = 0;
      auto hooks = hone::hooks(
          answer_at(4, leaves ? Next::pause : Next::proceed),
          CheckpointHook(directory / "run", ops).minimize().background(when_busy).with("x", x));
      (void)hooks.resume(1);
      (void)hooks.on_epoch_end(x = 1, 2.0);
      ops.shut();
      (void)hooks.on_epoch_end(x = 2, 3.0);  // blocked, or skipped while the best is written
      (void)hooks.on_epoch_end(x = 3, 3.0);  // finds the writer busy
      std::thread opener = ops.opener();
      (void)hooks.on_epoch_end(x = 4, leaves ? 3.0 : 1.0);
      (void)hooks.on_epoch_end(x = 5, 3.0);
      opener.join();
      x = 6;
      BOOST_TEST(hooks.on_trial_end() == (leaves ? 2.0 : 1.0));
      BOOST_TEST(x_in(directory / "run/best.pt") == (leaves ? 1 : 4));
      const Checkpoint last = Checkpoint::open(directory / "run/last.pt");
      BOOST_TEST(last.epoch() == 5);
      BOOST_CHECK(last.answer() == (leaves ? Next::pause : Next::proceed));
    }
  }
}

BOOST_AUTO_TEST_CASE(wherever_a_save_fails_in_the_background_the_loop_hears_of_it) {
  TemporaryDirectory directory;
  int64_t failures = 0;
  for (int64_t n = 0;; ++n) {
    const std::string run = directory / ("run" + std::to_string(n));
    hone_test::FaultyOps ops;
    ops.error = ENOSPC;
    int64_t x = 0;
    auto hooks = hone::hooks(CheckpointHook(run, ops).minimize().background().with("x", x));
    (void)hooks.resume(1);
    (void)hooks.on_epoch_end(x = 1, 2.0);
    hooks.on_trial_end();  // all is durable, and nothing is pending
    ops.calls = 0;
    ops.fail_at = n;
    BOOST_CHECK(hooks.on_epoch_end(x = 2, 1.0) == Next::proceed);
    bool thrown = false;
    try {
      hooks.on_trial_end();
    } catch (const hone::CheckpointError& error) {
      thrown = true;
      BOOST_TEST(std::string(error.what()).find(run) != std::string::npos);
    }
    const bool all_done = ops.calls <= n;
    ops.fail_at = -1;
    failures += thrown ? 1 : 0;
    if (!thrown) BOOST_TEST(x_in(run + "/best.pt") == 2);
    hooks.on_trial_end();  // reported only once, and retried
    BOOST_TEST(x_in(run + "/last.pt") == 2);
    BOOST_TEST(x_in(run + "/best.pt") == 2);
    if (all_done) break;
  }
  BOOST_TEST(failures >= 8);
}

BOOST_AUTO_TEST_CASE(a_failure_in_the_background_is_told_at_the_next_event_of_any_kind) {
  for (const bool by_step : {false, true}) {
    for (const bool goes_on : {false, true}) {
      TemporaryDirectory directory;
      hone_test::FaultyOps ops;
      std::vector<std::string> errors;
      int64_t x = 0;
      auto saver = CheckpointHook(directory / "run", ops).minimize().background().with("x", x);
      if (goes_on)
        saver.on_error([&](const hone::CheckpointError& error) { errors.push_back(error.what()); });
      auto hooks = hone::hooks(saver);
      (void)hooks.resume(1);
      ops.calls = 0;
      ops.fail_at = 0;
      (void)hooks.on_epoch_end(x = 1, 1.0);
      // Without a failure to report, no hook wants steps.
      const auto next_event = [&] {
        while (!saver.wants_step(1)) std::this_thread::yield();
        if (!by_step) return (void)hooks.on_epoch_end(x = 2, 2.0);
        (void)hooks.on_step_end(1, 0.5);
      };
      if (goes_on)
        next_event();
      else
        BOOST_CHECK_THROW(next_event(), hone::CheckpointError);
      BOOST_TEST(errors.size() == (goes_on ? 1u : 0u));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_loop_left_without_its_end_tells_on_error_what_failed) {
  TemporaryDirectory directory;
  hone_test::FaultyOps ops;
  std::vector<std::string> errors;
  int64_t x = 0;
  for (const bool fails : {false, true}) {
    auto hooks = hone::hooks(
        CheckpointHook(directory / "run", ops)
            .background()
            .with("x", x)
            .on_error([&](const hone::CheckpointError& error) { errors.push_back(error.what()); }));
    (void)hooks.resume(1);
    ops.calls = 0;
    ops.fail_at = fails ? 2 : -1;
    (void)hooks.on_epoch_end(++x, 1.0);
  }
  BOOST_TEST(errors.size() == 1u);
  BOOST_TEST(x_in(directory / "run/last.pt") == 1);  // its save was waited for
}

BOOST_AUTO_TEST_CASE(a_trial_ends_when_its_checkpoints_are_durable_and_fails_where_they_are_not) {
  TemporaryDirectory directory;
  hone_test::GatedOps slow;
  hone_test::FaultyOps full;
  full.error = ENOSPC;
  hone::Study study(directory / "study");
  const auto objective = [&](hone::Trial& trial, const hone::detail::FileOps& ops) {
    int64_t x = 0;
    auto hooks = hone::hooks(CheckpointHook(trial, ops).background().with("x", x));
    (void)hooks.resume(1);
    slow.shut();
    full.calls = 0;
    full.fail_at = 0;
    (void)hooks.on_epoch_end(x = 1, 1.0);
    return 1.0;  // on_trial_end() is missing
  };
  BOOST_CHECK_THROW(study.optimize([&](hone::Trial& trial) { return objective(trial, full); }, 1),
                    hone::CheckpointError);
  BOOST_CHECK(study.trials()[0].state == hone::TrialState::fail);

  {  // manually, with hooks that outlive the call
    hone::Trial trial = study.ask();
    int64_t x = 0;
    slow.open_gate();
    auto hooks = hone::hooks(CheckpointHook(trial, slow).background().with("x", x));
    (void)hooks.resume(1);
    slow.shut();
    (void)hooks.on_epoch_end(x = 1, 1.0);
    std::thread opener = slow.opener();
    study.tell(trial, 2.0);
    opener.join();
    BOOST_TEST(hone::best_trial(directory / "study").number == 1);
    BOOST_TEST(x_in(hone::best_trial(directory / "study").checkpoint) == 1);
  }
  hone::Trial trial = study.ask();
  int64_t x = 0;
  full.fail_at = -1;
  auto hooks = hone::hooks(CheckpointHook(trial, full).background().with("x", x));
  (void)hooks.resume(1);
  full.calls = 0;
  full.fail_at = 0;
  (void)hooks.on_epoch_end(x = 1, 1.0);
  BOOST_CHECK_THROW(study.tell(trial, 0.5), hone::CheckpointError);
  study.tell(trial, 0.5);                                         // the error was already thrown
  BOOST_TEST(hone::best_trial(directory / "study").number == 1);  // the other has no checkpoint
}

BOOST_AUTO_TEST_CASE(torchs_random_numbers_go_on_where_they_stopped) {
  TemporaryDirectory directory;
  int64_t x = 0;
  torch::manual_seed(11);
  auto hooks = hone::hooks(hone::checkpoint(directory / "run").with("x", x));
  (void)hooks.resume(1);
  (void)torch::randn({3});
  (void)hooks.on_epoch_end(1, 0.5);
  const at::Tensor next = torch::randn({3});
  torch::manual_seed(12);
  auto again = hone::hooks(hone::checkpoint(directory / "run").with("x", x));
  BOOST_TEST(again.resume(1) == 2);
  BOOST_TEST(torch::equal(torch::randn({3}), next));
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_refused) {
  int64_t x = 0, y = 0;
  BOOST_CHECK_THROW(hone::checkpoint(""), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::checkpoint("run").every(0), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::checkpoint("run").every_steps(-1), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::checkpoint("run").every(std::chrono::seconds(-1)), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::checkpoint("run").keep_best(0), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::checkpoint("run").keep_last(0), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::checkpoint("run").with("x", x).with("x", y), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::checkpoint("run").with("epoch", x), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::checkpoint("run").with("hone", x), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::checkpoint("run").with("a/b", x), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::checkpoint("run").with("", x), hone::ArgumentError);
  BOOST_CHECK_EXCEPTION(
      (void)hone::hooks(hone::early_stop(2, Direction::maximize),
                        hone::checkpoint("run").minimize()),
      hone::ArgumentError,
      says<hone::ArgumentError>({"checkpoint minimizes and early_stop maximizes"}));
}

BOOST_AUTO_TEST_CASE(a_checkpoint_may_be_chosen_at_run_time) {
  TemporaryDirectory directory;
  int64_t x = 0;
  {
    hone::AnyHook any = hone::checkpoint(directory / "run").minimize().with("x", x);
    auto hooks = hone::hooks(any, hone::early_stop(5, Direction::minimize));
    run(hooks, x, {1, 2});
  }
  hone::AnyHook any = hone::checkpoint(directory / "run").minimize().with("x", x = 0);
  auto hooks = hone::hooks(any, hone::early_stop(5, Direction::minimize));
  BOOST_TEST(hooks.resume(1) == 3);
  BOOST_TEST(x == 2);
}

BOOST_AUTO_TEST_CASE(a_trials_checkpoint_is_in_its_folder_and_says_whose_it_is) {
  TemporaryDirectory directory;
  hone::Study study(
      directory / "study",
      hone::StudyOptions().direction(Direction::maximize).sampler(hone::RandomSampler(1)));
  study.optimize(
      [](hone::Trial& trial) {
        int64_t x = trial.suggest_int("x", 1, 100);
        const double lr = trial.suggest_float("lr", 0.1, 0.2);
        auto hooks = hone::hooks(hone::checkpoint(trial).with("x", x));
        for (int64_t epoch = hooks.resume(1); epoch <= 3; ++epoch)
          if (hooks.on_epoch_end(epoch, epoch == 2 ? lr : 0.0) != Next::proceed) break;
        return hooks.on_trial_end();
      },
      3);
  for (const hone::FrozenTrial& trial : study.trials()) {
    const std::string folder = directory / ("study/trials/" + std::to_string(trial.number));
    const Checkpoint best = Checkpoint::open(folder + "/best.pt");
    BOOST_TEST(best.trial().value() == trial.number);
    BOOST_TEST(best.params().at("lr").as<double>() == trial.param<double>("lr"));
    BOOST_TEST(best.params().at("x").as<int64_t>() == trial.param<int64_t>("x"));
    BOOST_TEST(best.epoch() == 2);
    BOOST_TEST(best.value() == trial.value());  // epochs were ranked by the study's direction
  }
  const hone::BestTrial best = hone::best_trial(directory / "study");
  BOOST_TEST(best.number == study.best_trial().number);
  BOOST_TEST(Checkpoint::open(best.checkpoint).value() == best.value);
}

BOOST_AUTO_TEST_CASE(a_study_in_memory_has_no_place_for_checkpoints_and_says_so) {
  hone::Study study;
  hone::Trial trial = study.ask();
  BOOST_CHECK_EXCEPTION(hone::checkpoint(trial), hone::ArgumentError,
                        says<hone::ArgumentError>({"hone::Study(dir)"}));
}

BOOST_AUTO_TEST_CASE(of_several_objectives_none_says_which_epoch_is_the_best) {
  TemporaryDirectory directory;
  auto storage = std::make_shared<hone::MemoryStorage>();
  storage->open_study("two", {Direction::minimize, Direction::maximize});
  hone::Study study(
      hone::StudyOptions().storage(storage).study_name("two").directory(directory / "study"));
  hone::Trial trial = study.ask();
  int64_t x = 0;
  BOOST_CHECK_EXCEPTION((void)hone::hooks(hone::checkpoint(trial).with("x", x)),
                        hone::ArgumentError,
                        says<hone::ArgumentError>({"\"two\"", ".minimize()", ".keep_last()"}));
  auto hooks = hone::hooks(hone::checkpoint(trial).maximize().with("x", x));
  run(hooks, x, {1, 3, 2});
  BOOST_TEST(hooks.on_trial_end() == 3);
  BOOST_TEST(hone::hooks(hone::checkpoint(trial).keep_last().with("x", x)).resume(1) == 4);
}

BOOST_AUTO_TEST_CASE(a_folder_of_another_study_is_not_taken_for_the_trials) {
  TemporaryDirectory directory;
  const auto objective = [](hone::Trial& trial) {
    double lr = trial.suggest_float("lr", 0.1, 0.2);
    auto hooks = hone::hooks(hone::checkpoint(trial).with("lr", lr));
    for (int64_t epoch = hooks.resume(1); epoch <= 2; ++epoch)
      if (hooks.on_epoch_end(epoch, lr) != Next::proceed) break;
    return hooks.on_trial_end();
  };
  hone::Study(directory / "study", hone::StudyOptions().sampler(hone::RandomSampler(1)))
      .optimize(objective, 1);
  hone::Study other(directory / "other", hone::StudyOptions().sampler(hone::RandomSampler(2)));
  boost::filesystem::rename(directory / "study/trials/0", directory / "other/trials/0");
  BOOST_CHECK_EXCEPTION(other.optimize(objective, 1), hone::CheckpointError,
                        says<hone::CheckpointError>({"trials/0", "lr", "another study"}));
}

BOOST_AUTO_TEST_CASE(the_global_random_state_is_left_to_trials_that_run_alone) {
  TemporaryDirectory directory;
  hone::Study study(directory / "study");
  int64_t x = 0;
  const auto has_random_state = [&](int64_t trial) {
    const std::string path = directory / ("study/trials/" + std::to_string(trial) + "/last.pt");
    return !Checkpoint::open(path).node("random_state").is_none();
  };
  hone::Trial alone = study.ask();
  (void)hone::hooks(hone::checkpoint(alone).with("x", x)).resume(1);
  BOOST_TEST(has_random_state(alone.number()));
  hone::Trial beside = study.ask();
  (void)hone::hooks(hone::checkpoint(beside).with("x", x)).resume(1);
  BOOST_TEST(!has_random_state(beside.number()));

  torch::manual_seed(3);  // and the state saved by the first is not restored while the second runs
  const at::Tensor before = at::detail::getDefaultCPUGenerator().get_state();
  (void)hone::hooks(hone::checkpoint(alone).with("x", x)).resume(1);
  BOOST_TEST(torch::equal(at::detail::getDefaultCPUGenerator().get_state(), before));
}

BOOST_AUTO_TEST_CASE(the_answer_reaches_the_trial_without_a_report_hook) {
  TemporaryDirectory directory;
  hone::Study study(directory / "study");
  study.optimize(
      [](hone::Trial& trial) {
        int64_t x = 0;
        auto hooks = hone::hooks(answer_at(2, Next::prune), hone::checkpoint(trial).with("x", x));
        for (int64_t epoch = hooks.resume(1); epoch <= 3; ++epoch)
          if (hooks.on_epoch_end(epoch, 1.0) != Next::proceed) break;
        return hooks.on_trial_end();
      },
      1);
  BOOST_CHECK(study.trials()[0].state == hone::TrialState::pruned);
}

BOOST_AUTO_TEST_CASE(a_paused_trial_goes_on_in_the_next_epoch) {
  TemporaryDirectory directory;
  std::vector<int64_t> epochs;
  const auto objective = [&](hone::Trial& trial) {
    int64_t x = 0;
    auto hooks = hone::hooks(hone::report(trial), answer_at(2, Next::pause),
                             hone::checkpoint(trial).every(10).with("x", x));
    for (int64_t epoch = hooks.resume(1); epoch <= 4; ++epoch) {
      BOOST_TEST(x == epoch - 1);
      epochs.push_back(x = epoch);
      if (hooks.on_epoch_end(epoch, 1.0) != Next::proceed) break;
    }
    return hooks.on_trial_end();
  };
  hone::Study study(directory / "study");
  study.optimize(objective, 1);
  BOOST_CHECK(study.trials()[0].state == hone::TrialState::running);
  study.optimize(objective, 1);
  BOOST_TEST(study.trials().size() == 1u);
  BOOST_CHECK(study.trials()[0].state == hone::TrialState::complete);
  BOOST_TEST(epochs == (std::vector<int64_t>{1, 2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_signal_saves_the_running_epoch_and_the_next_start_goes_on_after_it) {
  TemporaryDirectory directory;
  std::vector<int64_t> epochs;
  const auto start = [&] {
    const hone::PauseOnSignal pause({SIGUSR1});
    hone::Study study(directory / "study");
    study.optimize(
        [&](hone::Trial& trial) {
          int64_t x = 0;
          auto hooks = hone::hooks(hone::report(trial), pause,
                                   hone::checkpoint(trial).every(10).with("x", x));
          for (int64_t epoch = hooks.resume(1); epoch <= 4; ++epoch) {
            BOOST_TEST(x == epoch - 1);
            epochs.push_back(x = epoch);
            if (epochs.size() == 2) std::raise(SIGUSR1);
            if (hooks.on_epoch_end(epoch, 1.0) != Next::proceed) break;
          }
          return hooks.on_trial_end();
        },
        hone::OptimizeOptions().total_trials(1));
    return pause.exit_code();
  };
  BOOST_TEST(start() == 75);
  BOOST_TEST(x_in(directory / "study/trials/0/last.pt") == 2);
  BOOST_TEST(start() == 0);
  BOOST_TEST(epochs == (std::vector<int64_t>{1, 2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(jobs_divide_the_threads_that_torch_computes_with) {
  const int before = at::get_num_threads();
  // OpenBLAS's own thread count, if torch uses OpenBLAS.
  const auto blas_threads =
      reinterpret_cast<int (*)()>(::dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  const int blas_before = blas_threads ? blas_threads() : 0;
  int blas_within = 0;
  at::set_num_threads(6);
  const auto threads_of_trials = [&](const hone::OptimizeOptions& options) {
    std::mutex mutex;
    std::vector<int> threads;
    hone::Study study;
    study.optimize(
        [&](hone::Trial&) {
          const std::lock_guard<std::mutex> lock(mutex);
          threads.push_back(at::get_num_threads());
          if (blas_threads) blas_within = blas_threads();
          return 0.0;
        },
        options);
    BOOST_TEST(at::get_num_threads() == 6);
    return threads;
  };
  using boost::test_tools::per_element;
  using hone::OptimizeOptions;
  BOOST_TEST(threads_of_trials(OptimizeOptions().n_trials(2)) == std::vector<int>(2, 6),
             per_element());
  BOOST_TEST(threads_of_trials(OptimizeOptions().n_trials(4).n_jobs(2)) == std::vector<int>(4, 3),
             per_element());
  BOOST_TEST(threads_of_trials(OptimizeOptions().n_trials(8).n_jobs(8)) == std::vector<int>(8, 1),
             per_element());
  if (blas_threads) {
    BOOST_TEST(blas_within == 1);
    BOOST_TEST(blas_threads() == blas_before);
  }
  BOOST_TEST(threads_of_trials(OptimizeOptions().n_trials(4).n_jobs(2).intra_op_threads(2)) ==
                 std::vector<int>(4, 2),
             per_element());
  at::set_num_threads(before);
}

BOOST_AUTO_TEST_SUITE_END()
