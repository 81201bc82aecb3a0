// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/detail/hypervolume.hpp>
#include <hone/samplers/nsga_ii.hpp>
#include <hone/samplers/partial_fixed.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(nsga_ii_sampler)

namespace {

using hone::Direction;
using hone::NsgaIISampler;
using hone::NsgaIISamplerOptions;
using hone::StudyOptions;
using Values = std::vector<double>;

constexpr auto kGeneration = "NSGAIISampler:generation";

// ZDT1 with six parameters; the front is at x1 = ... = x5 = 0.
Values zdt1(hone::Trial& trial) {
  const double first = trial.suggest_float("x0", 0, 1);
  double g = 1;
  for (const char* name : {"x1", "x2", "x3", "x4", "x5"})
    g += 9.0 / 5 * trial.suggest_float(name, 0, 1);
  return {first, g * (1 - std::sqrt(first / g))};
}

StudyOptions two_objectives() {
  return StudyOptions().directions({Direction::minimize, Direction::minimize});
}
NsgaIISampler sampler(uint64_t seed) {
  return NsgaIISampler(NsgaIISamplerOptions().seed(seed).population_size(20));
}

double volume_of(const hone::Study& study) {
  std::vector<hone::detail::Losses> points;
  for (const hone::FrozenTrial& trial : study.trials())
    points.push_back({std::min(trial.values[0], 10.0), std::min(trial.values[1], 10.0)});
  return hone::detail::hypervolume(points, {10, 10});
}

std::vector<Values> values_of(const hone::Study& study) {
  std::vector<Values> values;
  for (const hone::FrozenTrial& trial : study.trials()) values.push_back(trial.values);
  return values;
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_beats_chance_on_two_objectives) {
  for (const uint64_t seed : {1u, 2u, 3u}) {
    hone::Study bred(two_objectives().sampler(sampler(seed)));
    hone::Study random(two_objectives().sampler(hone::RandomSampler(seed)));
    bred.optimize(zdt1, 400);
    random.optimize(zdt1, 400);
    BOOST_TEST(volume_of(bred) > volume_of(random) + 3);
  }
}

BOOST_AUTO_TEST_CASE(generations_are_on_record_and_as_large_as_asked_for) {
  hone::Study study(two_objectives().sampler(sampler(1)));
  study.optimize(zdt1, 65);
  const auto trials = study.trials();
  for (const hone::FrozenTrial& trial : trials)
    BOOST_TEST(trial.system_attrs.at(kGeneration).as<int64_t>() == trial.number / 20);
}

BOOST_AUTO_TEST_CASE(children_have_their_parents_parameters_but_for_a_few) {
  hone::Study study(two_objectives().sampler(
      NsgaIISampler(NsgaIISamplerOptions().seed(1).population_size(20).mutation_prob(0))));
  study.optimize(zdt1, 60);
  const auto trials = study.trials();
  for (size_t child = 20; child < 60; ++child)
    for (const hone::Param& param : trials[child].params)
      BOOST_TEST(std::any_of(trials.begin(), trials.begin() + 20, [&](const auto& parent) {
        return parent.find_param(param.name)->internal == param.internal;
      }));
  hone::Study mutants(two_objectives().sampler(
      NsgaIISampler(NsgaIISamplerOptions().seed(1).population_size(20).mutation_prob(1))));
  hone::Study random(two_objectives().sampler(hone::RandomSampler(1)));
  mutants.optimize(zdt1, 60);
  random.optimize(zdt1, 60);
  BOOST_TEST((values_of(mutants) == values_of(random)));
}

BOOST_AUTO_TEST_CASE(a_continued_study_goes_on_as_if_it_had_never_stopped) {
  hone::Study whole(two_objectives().sampler(sampler(4)));
  whole.optimize(zdt1, 90);
  const auto storage = std::make_shared<hone::MemoryStorage>();
  for (int part = 0; part < 3; ++part)
    hone::Study(two_objectives().storage(storage).sampler(sampler(4))).optimize(zdt1, 30);
  BOOST_TEST((values_of(hone::Study(StudyOptions().storage(storage))) == values_of(whole)));
}

BOOST_AUTO_TEST_CASE(jobs_breed_one_population) {
  hone::Study study(two_objectives().sampler(sampler(4)));
  study.optimize(zdt1, hone::OptimizeOptions().n_trials(400).n_jobs(3));
  hone::Study random(two_objectives().sampler(hone::RandomSampler(4)));
  random.optimize(zdt1, 400);
  BOOST_TEST(volume_of(study) > volume_of(random) + 3);
}

BOOST_AUTO_TEST_CASE(a_trial_that_is_taken_up_again_has_its_parents_still) {
  hone::Study study(two_objectives().sampler(sampler(4)));
  study.optimize(zdt1, 50);
  double first;
  {
    hone::Trial dropped = study.ask();
    first = dropped.suggest_float("x0", 0, 1);
  }
  hone::Study other(two_objectives().sampler(sampler(4)));
  other.optimize(zdt1, 51);
  hone::Trial again = study.ask();
  const Values values = zdt1(again);
  BOOST_TEST(values[0] == first);
  BOOST_TEST((values == other.trials()[50].values));
}

BOOST_AUTO_TEST_CASE(constraints_come_before_objectives) {
  hone::Study study(two_objectives().sampler(sampler(2)));
  study.optimize(
      [](hone::Trial& trial) {
        const Values values = zdt1(trial);
        trial.set_constraint("x0", 0.7 - values[0]);  // x0 at least 0.7, far from most of the front
        return values;
      },
      200);
  int feasible = 0;
  for (const hone::FrozenTrial& trial : study.trials())
    feasible += trial.number >= 100 && trial.values[0] >= 0.7;
  BOOST_TEST(feasible > 70);
}

BOOST_AUTO_TEST_CASE(one_objective_will_do_and_maximize_too) {
  hone::Study study(StudyOptions().direction(Direction::maximize).sampler(sampler(2)));
  study.optimize(
      [](hone::Trial& trial) {
        double sum = 0;
        for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"})
          sum += trial.suggest_categorical(name, {0, 1, 2});
        return sum;
      },
      300);
  BOOST_TEST(study.best_value() == 16);
}

BOOST_AUTO_TEST_CASE(a_fixed_parameter_is_not_bred) {
  hone::Study study(two_objectives().sampler(hone::PartialFixedSampler({{"x1", 0.0}}, sampler(2))));
  study.optimize(zdt1, 60);
  for (const hone::FrozenTrial& trial : study.trials()) BOOST_TEST(trial.param<double>("x1") == 0);
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_and_named) {
  const auto names = [](const std::string& word) {
    return [word](const hone::ArgumentError& error) {
      return std::string(error.what()).find(word) != std::string::npos;
    };
  };
  BOOST_CHECK_EXCEPTION(NsgaIISamplerOptions().population_size(1), hone::ArgumentError,
                        names("population_size of 1"));
  BOOST_CHECK_EXCEPTION(NsgaIISamplerOptions().mutation_prob(-1), hone::ArgumentError,
                        names("mutation_prob of -1"));
  BOOST_CHECK_EXCEPTION(NsgaIISamplerOptions().crossover_prob(2), hone::ArgumentError,
                        names("crossover_prob of 2"));
}

BOOST_AUTO_TEST_SUITE_END()
