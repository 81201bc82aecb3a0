// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What docs/studies.md and docs/errors.md quote.
#include <hone/study.hpp>

#include <chrono>
#include <cstdio>
#include <string>

namespace {

double train_and_validate(double lr, int64_t epoch) {
  return lr + 1.0 / static_cast<double>(epoch);
}

double objective(hone::Trial& trial) {
  const double lr = trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log);
  const double dropout = trial.suggest_float("dropout", 0.0, 0.5, hone::Step(0.1));
  const int64_t layers = trial.suggest_int("layers", 1, 8);
  const std::string optimizer = trial.suggest_categorical("optimizer", {"sgd", "adam"});
  const int batch = trial.suggest_categorical("batch", {32, 64, 128});
  double loss = 0;
  for (int64_t epoch = 1; epoch <= 10; ++epoch) {
    loss = train_and_validate(lr, epoch) + dropout + static_cast<double>(layers + batch);
    trial.report(loss, epoch);
    if (trial.should_prune()) throw hone::TrialPruned();
  }
  trial.set_user_attr("note", "trained with " + optimizer);
  return loss;
}

void optimize() {
  hone::Study study("runs/search",
                    hone::StudyOptions()
                        .direction(hone::Direction::minimize)
                        .sampler(hone::TpeSampler(hone::TpeSamplerOptions().seed(7)))
                        .pruner(hone::MedianPruner(hone::MedianPrunerOptions().n_warmup_steps(2))));
  study.enqueue_trial({{"lr", 1e-3}, {"layers", 2}});
  study.optimize(objective, hone::OptimizeOptions()
                                .total_trials(30)
                                .timeout(std::chrono::hours(8))
                                .n_jobs(2)
                                .catch_errors(true));

  const hone::FrozenTrial best = study.best_trial();
  std::printf("%g with lr %g\n", best.value(), best.param<double>("lr"));
}

void ask_and_tell() {
  hone::Study study;
  hone::Trial trial = study.ask();
  const double x = trial.suggest_float("x", -10, 10);
  study.tell(trial, x * x);
}

bool error() {
  try {
    hone::Study study;
    hone::Trial trial = study.ask();
    trial.suggest_float("lr", 0.0, 0.1, hone::Scale::log);
  } catch (const hone::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return true;
  }
  return false;
}

}  // namespace

int main() {
  optimize();
  ask_and_tell();
  return error() ? 0 : 1;
}
