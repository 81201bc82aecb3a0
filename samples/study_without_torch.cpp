// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// A search of anything, torch or not: suggest, report, prune, and read the result. Here the
// objective is a formula; in its place stands whatever takes time in your program. The study is
// kept in runs/formula: run this again, and it goes on with twenty trials more.
#include <hone/study.hpp>

#include <cmath>
#include <cstdio>
#include <string>

namespace {

double objective(hone::Trial& trial) {
  const double lr = trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log);
  const int64_t layers = trial.suggest_int("layers", 1, 8);
  const std::string activation = trial.suggest_categorical("activation", {"relu", "tanh"});

  double loss = 0;
  for (int64_t epoch = 1; epoch <= 10; ++epoch) {
    loss = std::abs(std::log10(lr) + 3) + 0.1 * std::abs(static_cast<double>(layers) - 3) +
           (activation == "relu" ? 0 : 0.2) + 1 / static_cast<double>(epoch);
    trial.report(loss, epoch);
    if (trial.should_prune()) throw hone::TrialPruned();
  }
  return loss;
}

}  // namespace

int main() {
  hone::Study study("runs/formula", hone::StudyOptions().direction(hone::Direction::minimize));
  study.optimize(objective, 20);

  const hone::FrozenTrial best = study.best_trial();
  std::printf("%d trials; the best is trial %d, with %.4f\n",
              static_cast<int>(study.trials().size()), static_cast<int>(best.number), best.value());
  for (const hone::Param& param : best.params)
    std::printf("  %s = %s\n", param.name.c_str(), param.value().to_string().c_str());
}
