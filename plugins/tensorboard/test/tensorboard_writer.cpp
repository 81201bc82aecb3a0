// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Writes what tensorboard_interop.py has TensorBoard read: a study of six trials in DIRECTORY. One
// is pruned, one fails, and one is paused and resumed by another process.
//
//   tensorboard_writer DIRECTORY
#include <hone/hooks.hpp>
#include <hone/study.hpp>
#include <hone/tensorboard.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

namespace {

constexpr int64_t kEpochs = 5;

/// Runs trials. If `pauses`, the second is paused after two epochs.
void run(const std::string& directory, int64_t total, bool pauses) {
  hone::Study study(
      directory,
      hone::StudyOptions().direction(hone::Direction::maximize).sampler(hone::RandomSampler(1)));
  const auto complain = [](const hone::Error& error) { throw std::runtime_error(error.what()); };
  study.attach(hone::tensorboard(study).metrics({"accuracy"}).on_error(complain));
  study.optimize(
      [&](hone::Trial& trial) {
        const double lr = trial.suggest_float("lr", 1e-4, 1e-1, hone::Scale::log);
        const int64_t layers = trial.suggest_int("layers", 1, 4);
        trial.suggest_categorical("optimizer", {"adam", "sgd"});
        trial.suggest_categorical("nesterov", {true, false});
        trial.suggest_categorical("batch", {32, 64});
        trial.suggest_categorical("mixed", {hone::Value(), hone::Value("x"), hone::Value(1)});
        if (trial.number() >= 3) trial.suggest_float("late", 0, 1);
        double loss = 0;
        auto hooks = hone::hooks(hone::report(trial),
                                 hone::tensorboard(trial)
                                     .with("train/loss", loss)
                                     .with("lr", [&] { return lr; })
                                     .every_steps(2)
                                     .on_error(complain),
                                 hone::at_epoch_end([&](const hone::EpochEnd& event) {
                                   if (trial.number() == 2 && event.epoch == 3)
                                     return hone::Next::prune;
                                   if (trial.number() == 1 && event.epoch == 2 && pauses)
                                     return hone::Next::pause;
                                   return hone::Next::proceed;
                                 }));
        for (int64_t epoch = 1; epoch <= kEpochs; ++epoch) {
          for (int64_t step = 1; step <= 10; ++step)
            if (hooks.on_step_end(step, 1.0 / static_cast<double>(step)) != hone::Next::proceed)
              break;
          loss = 1.0 / static_cast<double>(epoch);
          if (trial.number() == 4) throw std::runtime_error("as the test wants it");
          const double accuracy =
              0.1 * static_cast<double>(epoch) + 0.01 * static_cast<double>(layers);
          if (hooks.on_epoch_end(epoch, accuracy) != hone::Next::proceed) break;
        }
        return hooks.on_trial_end();
      },
      hone::OptimizeOptions().total_trials(total).catch_errors(true));
}

/// Runs it in a process of its own.
void run_apart(const std::string& directory, int64_t total, bool pauses) {
  const pid_t child = ::fork();
  if (child == 0) {
    int status = 0;
    try {
      run(directory, total, pauses);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      status = 1;
    }
    ::_exit(status);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || status != 0)
    throw std::runtime_error("a child failed");
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) return std::fprintf(stderr, "tensorboard_writer DIRECTORY\n"), 2;
  run_apart(argv[1], 6, true);   // ends with the pause
  run_apart(argv[1], 4, false);  // trial 1 again, from its first epoch, then up to trial 3
  run_apart(argv[1], 6, false);
} catch (const std::exception& error) {
  std::fprintf(stderr, "tensorboard_writer: %s\n", error.what());
  return 1;
}
