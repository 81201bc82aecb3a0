// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/partial_fixed.hpp>
#include <hone/samplers/qmc.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(qmc_sampler)

namespace {

using hone::QmcSampler;
using hone::QmcSamplerOptions;
using hone::QmcType;
using hone::StudyOptions;

double objective(hone::Trial& trial) {
  trial.suggest_float("x", -5, 10);
  trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log);
  trial.suggest_int("n", 1, 8);
  trial.suggest_int("u", 1, 1024, hone::Scale::log);
  trial.suggest_float("st", 0, 0.5, hone::Step(0.1));
  trial.suggest_categorical("c", {0, 1, 2});
  return 0;
}

double plane(hone::Trial& trial) {
  return trial.suggest_float("x", 0, 1) + trial.suggest_float("y", 0, 1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(trials_after_the_first_are_those_of_optuna) {
  hone::Study study(StudyOptions().sampler(QmcSampler()));
  study.optimize(objective, 8);
  // Expected values: optuna.samplers.QMCSampler().
  const struct {
    double x, lr;
    int n, u;
    double st;
    int c;
  } optunas[] = {{-5, 1e-5, 1, 1, 0, 0},
                 {2.5, 1e-3, 5, 23, 0.3, 1},
                 {6.25, 1e-4, 3, 3, 0.4, 2},
                 {-1.25, 1e-2, 7, 152, 0.1, 0},
                 {0.625, 0.00031622776601683783, 6, 395, 0.2, 0},
                 {8.125, 0.0316227766016838, 2, 9, 0.5, 1},
                 {4.375, 3.16227766016838e-05, 8, 59, 0.3, 2}};
  const auto trials = study.trials();
  for (size_t i = 0; i < 7; ++i) {
    const hone::FrozenTrial& trial = trials[i + 1];
    BOOST_TEST(trial.param<double>("x") == optunas[i].x);
    BOOST_TEST(std::abs(trial.param<double>("lr") / optunas[i].lr - 1) < 1e-12);
    BOOST_TEST(trial.param<int>("n") == optunas[i].n);
    BOOST_TEST(trial.param<int>("u") == optunas[i].u);
    BOOST_TEST(std::abs(trial.param<double>("st") - optunas[i].st) < 1e-12);
    BOOST_TEST(trial.param<int>("c") == optunas[i].c);
  }
}

BOOST_AUTO_TEST_CASE(scrambled_points_are_by_the_seed_and_even) {
  for (const QmcType type : {QmcType::sobol, QmcType::halton}) {
    const auto options = QmcSamplerOptions().qmc_type(type).scramble(true);
    const auto run = [&](uint64_t seed) {
      hone::Study study(StudyOptions().sampler(QmcSampler(QmcSamplerOptions(options).seed(seed))));
      study.optimize(plane, 65);
      std::vector<double> xs;
      for (const hone::FrozenTrial& trial : study.trials())
        if (trial.number > 0) xs.push_back(trial.param<double>("x"));
      return xs;
    };
    const std::vector<double> xs = run(1);
    BOOST_TEST((run(1) == xs));
    BOOST_TEST((run(2) != xs));
    std::set<int> cells;
    for (const double x : xs) cells.insert(static_cast<int>(x * 64));
    BOOST_TEST(cells.size() == 64u);
  }
}

BOOST_AUTO_TEST_CASE(workers_share_one_sequence_and_a_continued_study_goes_on_in_it) {
  const auto sampler = [] {
    return QmcSampler(QmcSamplerOptions().qmc_type(QmcType::halton).scramble(true).seed(3));
  };
  hone::Study alone(StudyOptions().sampler(sampler()));
  alone.optimize(plane, 33);
  const auto storage = std::make_shared<hone::MemoryStorage>();
  hone::Study(StudyOptions().storage(storage).sampler(sampler())).optimize(plane, 5);
  hone::Study shared(StudyOptions().storage(storage).sampler(sampler()));
  shared.optimize(plane, hone::OptimizeOptions().total_trials(33).n_jobs(4));
  for (size_t i = 0; i < 33; ++i)
    BOOST_TEST(shared.trials()[i].param<double>("y") == alone.trials()[i].param<double>("y"));
}

BOOST_AUTO_TEST_CASE(parameters_beyond_the_table_and_new_ones_are_drawn_at_random) {
  hone::Study study(StudyOptions().sampler(QmcSampler()));
  const auto f = [](hone::Trial& trial) {
    for (int i = 100; i < 170; ++i) trial.suggest_float("x" + std::to_string(i), 0, 1);
    if (trial.number() > 0) trial.suggest_float("late", 0, 1);
    return 0.0;
  };
  study.optimize(f, 3);
  const hone::FrozenTrial second = study.trials()[1], third = study.trials()[2];
  BOOST_TEST(second.param<double>("x163") == 0);
  BOOST_TEST(third.param<double>("x163") == 0.5);
  for (const char* name : {"x164", "x169", "late"}) {
    BOOST_TEST(second.param<double>(name) != 0);
    BOOST_TEST(third.param<double>(name) != 0.5);
  }
}

BOOST_AUTO_TEST_CASE(a_fixed_parameter_takes_no_dimension) {
  hone::Study study(StudyOptions().sampler(hone::PartialFixedSampler({{"x", 0.7}}, QmcSampler())));
  study.optimize(plane, 4);
  BOOST_TEST(study.trials()[3].param<double>("x") == 0.7);
  BOOST_TEST(study.trials()[3].param<double>("y") == 0.75);  // dimension 0 of point 2
}

BOOST_AUTO_TEST_SUITE_END()
