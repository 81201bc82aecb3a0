// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// The C++ side of many_workers.py, which documents the commands.
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/study.hpp>
#ifdef HONE_TEST_RDB
#include <hone/rdb.hpp>
#endif

#include <boost/filesystem/operations.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

/// Opens the study in a directory, or with its records in a database.
hone::Study open(const std::string& storage, const std::string& directory) {
  hone::StudyOptions options;
  options.sampler(hone::RandomSampler());
  if (storage == "journal") return hone::Study(directory, options);
#ifdef HONE_TEST_RDB
  options.storage(hone::rdb(storage)).study_name("many").directory(directory);
  return hone::Study(options);
#else
  throw std::runtime_error("many_workers was built without the plugin rdb");
#endif
}

std::string digits(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

/// A log of what was acknowledged to this worker, one line each. It survives the worker's death.
class Log {
 public:
  explicit Log(const char* path)
      : file_(::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {}

  void add(const std::string& line) const {
    const std::string text = line + '\n';
    if (::write(file_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("the log cannot be written");
  }

 private:
  int file_;
};

void save(const hone::Trial& trial, const char* file, int64_t epoch, double value) {
  const std::string folder = trial.study_directory() + "/trials/" + std::to_string(trial.number());
  boost::filesystem::create_directories(folder);
  hone::CheckpointInfo info;
  info.epoch = epoch;
  info.value = value;
  info.trial = trial.number();
  hone::detail::Dict root;
  hone::detail::put_info(root, info);
  hone::detail::save_archive({folder + "/" + file}, {std::move(root), {}});
}

void work(hone::Study study, int64_t trials, const Log& log) {
  struct Acknowledge {
    const Log& log;
    void on_trial_end(const hone::TrialEnd& event) {
      const hone::FrozenTrial& trial = event.trial;
      log.add("told " + std::to_string(trial.number) + ' ' +
              std::to_string(static_cast<int>(trial.state)) + ' ' +
              (trial.values.empty() ? "-" : digits(trial.value())));
    }
  } acknowledge{log};
  study.attach(acknowledge);
  const auto objective = [&](hone::Trial& trial) {
    const double x = trial.suggest_float("x", -1, 1);
    const int64_t layers = trial.suggest_int("layers", 1, 4);
    const std::string kind = trial.suggest_categorical("kind", {"a", "b"});
    log.add("asked " + std::to_string(trial.number()) + ' ' + digits(x));
    const double value = x * x + 0.01 * static_cast<double>(layers) + (kind == "a" ? 0 : 0.1);
    for (int64_t epoch = 1; epoch <= 3; ++epoch) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));  // simulates training
      trial.report(value + 1.0 / static_cast<double>(epoch), epoch);
      save(trial, "last.pt", epoch, value);
      if (epoch == 2) save(trial, "best.pt", epoch, value);
      if (epoch < 3 && trial.should_prune()) throw hone::TrialPruned();
    }
    return value;
  };
  study.optimize(objective, hone::OptimizeOptions().total_trials(trials).catch_errors(true));
}

void dump(const hone::Study& study) {
  for (const hone::FrozenTrial& trial : study.trials())
    std::cout << trial.number << ' ' << static_cast<int>(trial.state) << ' '
              << (trial.values.empty() ? "-" : digits(trial.value())) << ' '
              << (trial.find_param("x") ? digits(trial.param<double>("x")) : "-") << ' '
              << trial.intermediate_values.size() << '\n';
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string what = argc > 3 ? argv[1] : "";
  if (what == "work" && argc == 6) {
    const Log log(argv[5]);
    work(open(argv[2], argv[3]), std::atoll(argv[4]), log);
  } else if (what == "dump" && argc == 4) {
    dump(open(argv[2], argv[3]));
  } else {
    std::cerr << "usage: many_workers work STORAGE DIRECTORY TRIALS LOG\n"
                 "       many_workers dump STORAGE DIRECTORY\n"
                 "STORAGE is \"journal\" or the address of a database.\n";
    return 2;
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << "many_workers: " << error.what() << '\n';
  return 1;
}
