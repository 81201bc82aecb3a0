// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What docs/studies.md and docs/errors.md quote.
#include <hone/copy_study.hpp>
#include <hone/fixed_trial.hpp>
#include <hone/importance.hpp>
#include <hone/pruners/patient.hpp>
#include <hone/pruners/successive_halving.hpp>
#include <hone/report.hpp>
#include <hone/samplers/grid.hpp>
#include <hone/samplers/partial_fixed.hpp>
#include <hone/study.hpp>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
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

double train(hone::Trial& trial) {
  const double lr = trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log);
  return lr + (trial.suggest_categorical("optimizer", {"sgd", "adam"}) == "sgd" ? 0.1 : 0);
}

hone::StudyOptions around_the_best(const hone::Study& study) {
  return hone::StudyOptions().sampler(
      hone::PartialFixedSampler({{"optimizer", study.best_trial().param<std::string>("optimizer")}},
                                hone::TpeSampler(hone::TpeSamplerOptions().group(true))));
}

void samplers() {
  hone::GridSampler grid({{"lr", {1e-4, 1e-3, 1e-2}}, {"optimizer", {"sgd", "adam"}}});
  hone::Study study("runs/grid", hone::StudyOptions().sampler(grid));
  study.optimize(
      train);  // six trials, however often it is interrupted and by however many processes
  hone::Study next("runs/next", around_the_best(study));
  next.optimize(train, 3);
}

void ask_and_tell() {
  hone::Study study;
  hone::Trial trial = study.ask();
  const double x = trial.suggest_float("x", -10, 10);
  study.tell(trial, x * x);
}

hone::StudyOptions patient_halving() {
  const auto halving = hone::SuccessiveHalvingPrunerOptions().min_resource(2).reduction_factor(3);
  return hone::StudyOptions().pruner(
      hone::PatientPruner(hone::SuccessiveHalvingPruner(halving), /*patience=*/3));
}

double milliseconds(int64_t width) { return 0.02 * static_cast<double>(width); }
double accuracy(int64_t width) { return 1 - 1 / std::sqrt(static_cast<double>(width)); }

void several_objectives() {
  hone::Study study(
      hone::StudyOptions().directions({hone::Direction::minimize, hone::Direction::maximize}));
  study.optimize(
      [](hone::Trial& trial) {
        const int64_t width = trial.suggest_int("width", 8, 512, hone::Scale::log);
        return std::array<double, 2>{milliseconds(width), accuracy(width)};
      },
      50);
  for (const hone::FrozenTrial& trial : study.best_trials())
    std::printf("%g ms, accuracy %g\n", trial.values[0], trial.values[1]);
}

double small_enough(hone::Trial& trial) {
  const int64_t width = trial.suggest_int("width", 8, 512, hone::Scale::log);
  trial.set_constraint("milliseconds", milliseconds(width) - 5);  // at most 5
  return 1 - accuracy(width);
}

void before_and_after() {
  const auto storage = std::make_shared<hone::MemoryStorage>();
  hone::Study study(patient_halving().storage(storage));
  hone::FrozenTrial known;
  known.state = hone::TrialState::complete;
  known.values = {0.25};
  known.params = {hone::make_param("width", hone::IntDistribution{8, 512, /*log=*/true}, 64)};
  study.add_trial(known);
  study.optimize(small_enough, 20);

  for (const hone::Importance& importance : hone::param_importances(study))
    std::printf("%-12s %.2f\n", importance.param.c_str(), importance.value);

  hone::Trial again = hone::fixed_trial(study.best_params());
  std::printf("%g once more\n", small_enough(again));

  hone::JournalStorage journal("copy.log");
  hone::copy_study(*storage, study.name(), journal);

  hone::write_report(study, "report.html");
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
  samplers();
  ask_and_tell();
  several_objectives();
  before_and_after();
  return error() ? 0 : 1;
}
