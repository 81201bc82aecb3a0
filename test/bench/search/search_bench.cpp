// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Cost of suggesting and pruning in hone, for search.py, which times Optuna and rustuna as well.
//
//   search_bench tpe|random TRIALS PARAMS   a line at 10, 20, 50, 100, ... trials: the count and
//                                           the CPU seconds so far
//   search_bench prune TRIALS               seconds of one should_prune, with so many finished
//                                           trials
// The last line is the peak memory, in MB.
#include <hone/study.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>

namespace {

double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double tuned(hone::Trial& trial) {
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

double sphere(hone::Trial& trial, int64_t params) {
  double sum = 0;
  for (int64_t i = 0; i < params; ++i)
    sum += std::pow(trial.suggest_float("x" + std::to_string(i), -5, 5), 2);
  return sum;
}

bool is_of_note(int64_t trials) {
  while (trials % 10 == 0) trials /= 10;
  return trials == 1 || trials == 2 || trials == 5;
}

template <class Sampler>
void search(const Sampler& sampler, int64_t trials, int64_t params) {
  hone::Study study(hone::StudyOptions().sampler(sampler));
  const double start = seconds();
  for (int64_t done = 1; done <= trials; ++done) {
    hone::Trial trial = study.ask();
    study.tell(trial, params == 5 ? tuned(trial) : sphere(trial, params));
    if (done >= 10 && is_of_note(done))
      std::printf("%lld %.6f\n", static_cast<long long>(done), seconds() - start);
  }
}

// Each call follows one more report. The finished trials have 100 steps each.
void prune(int64_t trials) {
  hone::StudyRecord record;
  for (int64_t trial = 0; trial < trials; ++trial) {
    hone::CreateTrial created;
    created.trial.state = hone::TrialState::complete;
    created.trial.values = {0};
    for (int step = 0; step < 100; ++step)
      created.trial.intermediate_values[step] = std::sin(static_cast<double>(trial) + step);
    hone::apply(record, created);
  }
  hone::MedianPruner pruner;
  pruner.prune(record, record.trials.front());  // reads the trials, which happens only once
  const double start = seconds();
  constexpr int kRounds = 100;
  for (int round = 0; round < kRounds; ++round) {
    hone::FrozenTrial trial;
    for (int step = 0; step < 100; ++step) {
      trial.intermediate_values[step] = std::sin(step);
      pruner.prune(record, trial);
    }
  }
  std::printf("%lld %.9f\n", static_cast<long long>(trials), (seconds() - start) / (100 * kRounds));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 2 ? argv[1] : "";
  const int64_t trials = argc > 2 ? std::stoll(argv[2]) : 0,
                params = argc > 3 ? std::stoll(argv[3]) : 5;
  if (what == "tpe")
    search(hone::TpeSampler(hone::TpeSamplerOptions().seed(1)), trials, params);
  else if (what == "random")
    search(hone::RandomSampler(1), trials, params);
  else if (what == "prune")
    prune(trials);
  else
    return 2;
  // Not getrusage, whose peak starts at the parent's.
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.compare(0, 6, "VmHWM:") == 0) std::printf("%.1f\n", std::stod(line.substr(6)) / 1024);
}
