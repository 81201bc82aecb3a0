// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What choosing and pruning cost, in memory, beside Optuna in the same run: seconds of processor
// time, so that other work on the machine counts little.
//
//   search_bench [PYTHON]    a Python that has Optuna; without one, hone alone is timed
#include <hone/study.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>

namespace {

double seconds_of(const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double objective(hone::Trial& trial) {
  const double lr = std::log10(trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log));
  const double wd = std::log10(trial.suggest_float("wd", 1e-6, 1e-2, hone::Scale::log));
  const double dropout = trial.suggest_float("dropout", 0.0, 0.5);
  const double layers = static_cast<double>(trial.suggest_int("layers", 1, 8));
  const std::string opt = trial.suggest_categorical("opt", {"sgd", "adam", "rmsprop"});
  return std::pow(lr + 3, 2) + 0.5 * std::pow(wd + 4, 2) + 4 * std::pow(dropout - 0.2, 2) +
         0.1 * std::pow(layers - 4, 2) +
         (opt == "sgd"    ? 0.3
          : opt == "adam" ? 0.0
                          : 0.1);
}

template <class Sampler>
double search(const Sampler& sampler, int64_t trials) {
  // The median of three: what takes milliseconds is easily disturbed.
  std::array<double, 3> seconds{};
  for (double& each : seconds) {
    hone::Study study(hone::StudyOptions().sampler(sampler));
    each = seconds_of([&] { study.optimize(objective, trials); });
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[1];
}

// A thousand questions to the pruner, each after one more report, beside 1000 finished trials of
// 100 steps.
double prune() {
  hone::StudyRecord record;
  for (int trial = 0; trial < 1000; ++trial) {
    hone::CreateTrial created;
    created.trial.state = hone::TrialState::complete;
    created.trial.values = {0};
    for (int step = 0; step < 100; ++step)
      created.trial.intermediate_values[step] = std::sin(trial + step);
    hone::apply(record, created);
  }
  hone::MedianPruner pruner;
  pruner.prune(record, record.trials.front());  // reads the trials, which happens once
  return seconds_of([&] {
    for (int round = 0; round < 10; ++round) {
      hone::FrozenTrial trial;
      for (int step = 0; step < 100; ++step) {
        trial.intermediate_values[step] = std::sin(step);
        pruner.prune(record, trial);
      }
    }
  });
}

const char* const kOptuna = R"(
import math, sys, time
import optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)
def objective(t):
    lr = math.log10(t.suggest_float("lr", 1e-5, 1e-1, log=True))
    wd = math.log10(t.suggest_float("wd", 1e-6, 1e-2, log=True))
    dropout, layers = t.suggest_float("dropout", 0.0, 0.5), t.suggest_int("layers", 1, 8)
    opt = t.suggest_categorical("opt", ["sgd", "adam", "rmsprop"])
    return ((lr + 3) ** 2 + 0.5 * (wd + 4) ** 2 + 4 * (dropout - 0.2) ** 2 + 0.1 * (layers - 4) ** 2
            + {"sgd": 0.3, "adam": 0.0, "rmsprop": 0.1}[opt])
def prune():
    study = optuna.create_study()
    for i in range(1000):
        study.add_trial(optuna.create_trial(
            value=0.0, intermediate_values={s: math.sin(i + s) for s in range(100)}))
    start = time.process_time()
    for _ in range(10):
        trial = study.ask()
        for s in range(100):
            trial.report(math.sin(s), s)
            trial.should_prune()
    return time.process_time() - start
kind, trials = sys.argv[1], int(sys.argv[2])
if kind == "prune":
    print(prune())
else:
    sampler = optuna.samplers.TPESampler if kind == "tpe" else optuna.samplers.RandomSampler
    study = optuna.create_study(sampler=sampler(seed=1))
    start = time.process_time()
    study.optimize(objective, n_trials=trials)
    print(time.process_time() - start)
)";

double of_optuna(const std::string& python, const std::string& kind, int64_t trials) {
  ::setenv("HONE_BENCH_OPTUNA", kOptuna, 1);
  const std::string command = "OMP_NUM_THREADS=1 " + python +
                              " -c \"import os; exec(os.environ['HONE_BENCH_OPTUNA'])\" " + kind +
                              " " + std::to_string(trials);
  double seconds = -1;
  if (FILE* const pipe = ::popen(command.c_str(), "r")) {
    if (std::fscanf(pipe, "%lf", &seconds) != 1) seconds = -1;
    ::pclose(pipe);
  }
  return seconds;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string python = argc > 1 ? argv[1] : "";
  std::printf("%-28s %12s %12s %8s\n", "", "hone", "Optuna", "times");
  const auto row = [&](const char* kind, int64_t trials, double hone, bool with_optuna) {
    std::printf("%-8s %12lld trials %10.5f s", kind, static_cast<long long>(trials), hone);
    const double optuna = with_optuna && !python.empty() ? of_optuna(python, kind, trials) : -1;
    if (optuna >= 0) std::printf(" %10.3f s %8.1f", optuna, optuna / hone);
    std::printf("\n");
    std::fflush(stdout);
  };
  const hone::TpeSampler tpe(hone::TpeSamplerOptions().seed(1));
  for (const int64_t trials : {100, 1000, 10000})
    row("tpe", trials, search(tpe, trials), trials <= 1000);  // Optuna takes minutes for the last
  row("random", 10000, search(hone::RandomSampler(1), 10000), true);
  row("prune", 1000, prune(), true);
}
