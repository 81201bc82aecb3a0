// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// The C++ side of rdb_interop.py: rdb_worker COMMAND URL STUDY [NUMBER].
#include <hone/rdb.hpp>
#include <hone/study.hpp>

#include "test/storages/describe.hpp"
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

namespace {

hone::StudyOptions options(const std::string& url, const std::string& name) {
  return hone::StudyOptions()
      .storage(
          hone::rdb(url, hone::RdbOptions()
                             .patience(std::chrono::seconds(60))
                             .on_wait([](const std::string& news) { std::cerr << news << '\n'; })))
      .study_name(name);
}

/// Writes a study that has something of every kind.
void write(const std::string& url, const std::string& name) {
  hone::Study study(options(url, name).direction(hone::Direction::maximize));
  study.set_user_attr("d\u00e4ta", hone::Json{R"({"a":[1,2.0,null,"\u20ac"]})"});
  study.enqueue_trial({{"lr", 0.001}, {"opt", nullptr}, {"layers", 5}}, {{"from", "hand"}});
  hone::Trial trial = study.ask();
  trial.suggest_float("lr", 1e-5, 0.1, hone::Scale::log);
  trial.suggest_categorical<hone::Value>("opt", {"sgd", nullptr, true, 2.5});
  trial.suggest_int("layers", 1, 9, 2);
  trial.report(0.1, 0);
  trial.report(NAN, 1);
  trial.report(-INFINITY, 2);
  trial.set_user_attr("n\u00f6te", "\u20ac\n\"");
  study.tell(trial, INFINITY);
  hone::Trial pruned = study.ask();
  pruned.report(0.5, 3);
  study.tell(pruned, hone::TrialState::pruned);
  hone::Trial failed = study.ask();
  study.tell(failed, NAN);
  study.enqueue_trial({{"lr", 0.01}});
}

/// Runs short trials with ten reports each.
void work(const std::string& url, const std::string& name, int64_t total) {
  hone::Study study(options(url, name));
  study.optimize(
      [](hone::Trial& trial) {
        const double x = trial.suggest_float("x", 0, 1);
        for (int64_t step = 0; step < 10; ++step) {
          std::this_thread::sleep_for(std::chrono::milliseconds(5));
          trial.report(x, step);
          trial.should_prune();
        }
        trial.set_user_attr("x", x);
        return x;
      },
      hone::OptimizeOptions().total_trials(total));
}

int run(const std::string& command, const std::string& url, const std::string& name,
        int64_t number) {
  if (command == "write") {
    write(url, name);
  } else if (command == "work") {
    work(url, name, number);
  } else if (command == "read") {
    const auto storage = hone::rdb(url);
    storage->read(storage->open_study(name, {}), [](const hone::StudyRecord& record) {
      for (const hone::FrozenTrial& trial : record.trials)
        std::cout << hone_test::describe(trial) << '\n';
    });
  } else if (command == "beat") {
    const auto storage = hone::rdb(url);
    storage->beat(storage->open_study(name, {}), {number});
  } else if (command == "silent") {  // silent, with a grace of 1 h, and of -5 s?
    const auto storage = hone::rdb(url);
    const int64_t study = storage->open_study(name, {});
    std::cout << storage->silent(study, {number}, std::chrono::hours(1)).size()
              << storage->silent(study, {number}, std::chrono::seconds(-5)).size() << '\n';
  } else {
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  return argc < 4 ? 2 : run(argv[1], argv[2], argv[3], argc > 4 ? std::atoll(argv[4]) : 0);
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
