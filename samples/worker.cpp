// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// One worker of a study: start it as often as there is room, on one machine or many, and they share
// the trials until there are `--total-trials`. samples/launchers/ starts it by Slurm, Kubernetes
// and mpirun. A signal pauses it, and exit code 75 says so. Here an epoch is a formula and a wait;
// in its place stands your training, with hone::checkpoint(trial) among the hooks.
#include <hone/hooks.hpp>
#include <hone/study.hpp>
#if __has_include(<hone/rdb.hpp>)  // with plugins/rdb
#include <hone/rdb.hpp>
#endif

#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cxxopts.hpp>
#include <string>
#include <thread>

namespace {

hone::Study open_study(const std::string& where) {
  hone::StudyOptions options = hone::StudyOptions().direction(hone::Direction::minimize);
  if (where.find("://") == std::string::npos) return hone::Study(where, options);
#if __has_include(<hone/rdb.hpp>)
  return hone::Study(options.storage(hone::rdb(where)).study_name("worker"));
#else
  throw hone::ArgumentError("this build has no plugins/rdb, so --study is a directory");
#endif
}

}  // namespace

int main(int argc, char** argv) try {
  using cxxopts::value;
  const char* study_variable = std::getenv("STUDY");  // a database's URL has a password
  cxxopts::Options command("worker", "Works on a study that others may work on too.");
  auto option = command.add_options();
  option("study", "directory or database URL; else the variable STUDY",
         value<std::string>()->default_value(study_variable ? study_variable : "runs/worker"));
  option("total-trials", "trials of the study", value<int64_t>()->default_value("20"));
  option("epochs", "epochs of a trial", value<int64_t>()->default_value("5"));
  option("epoch-seconds", "how long an epoch lasts", value<double>()->default_value("0"));
  option("help", "this text");
  const auto arguments = command.parse(argc, argv);
  if (arguments.count("help")) return std::puts(command.help().c_str()), 0;
  const auto epochs = arguments["epochs"].as<int64_t>();
  const std::chrono::duration<double> epoch_time(arguments["epoch-seconds"].as<double>());

  const hone::PauseOnSignal pause({SIGINT, SIGTERM, SIGUSR1});  // the last by mpirun
  hone::Study study = open_study(arguments["study"].as<std::string>());
  study.optimize(
      [&](hone::Trial& trial) {
        const double lr = trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log);
        const int64_t layers = trial.suggest_int("layers", 1, 8);
        auto hooks = hone::hooks(hone::report(trial), hone::prune(trial), pause);
        for (int64_t epoch = hooks.resume(1); epoch <= epochs; ++epoch) {
          std::this_thread::sleep_for(epoch_time);
          const double loss = std::abs(std::log10(lr) + 3) +
                              0.1 * std::abs(static_cast<double>(layers) - 3) +
                              1 / static_cast<double>(epoch);
          if (hooks.on_epoch_end(epoch, loss) != hone::Next::proceed) break;
        }
        return hooks.on_trial_end();
      },
      hone::OptimizeOptions().total_trials(arguments["total-trials"].as<int64_t>()));
  if (pause.signal()) return std::puts("paused; start it again to go on"), pause.exit_code();

  const hone::FrozenTrial best = study.best_trial();
  std::printf("%d trials; the best is trial %d, with %.4f\n",
              static_cast<int>(study.trials().size()), static_cast<int>(best.number), best.value());
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "worker: %s\n", error.what());
  return 1;
}
