// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/gp.hpp>
#include <hone/samplers/partial_fixed.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(gp_sampler)

namespace {

using hone::GpSampler;
using hone::GpSamplerOptions;
using hone::StudyOptions;

double bowl(hone::Trial& trial) {
  const double x = trial.suggest_float("x", -5, 5);
  const double rate = std::log10(trial.suggest_float("rate", 1e-5, 1, hone::Scale::log));
  return (x - 1) * (x - 1) + (rate + 3) * (rate + 3);
}

double mixed(hone::Trial& trial) {
  const double base = bowl(trial);
  const auto n = static_cast<double>(trial.suggest_int("n", 1, 6));
  const auto units = static_cast<double>(trial.suggest_int("units", 16, 1024, 16));
  const bool adam = trial.suggest_categorical("optimizer", {"sgd", "adam", "rmsprop"}) == "adam";
  return base + (n - 4) * (n - 4) + std::pow((units - 256) / 256, 2) + (adam ? 0 : 2);
}

GpSampler sampler(uint64_t seed) { return GpSampler(GpSamplerOptions().seed(seed)); }

std::vector<double> xs_of(const hone::Study& study) {
  std::vector<double> xs;
  for (const hone::FrozenTrial& trial : study.trials()) xs.push_back(trial.param<double>("x"));
  return xs;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_bowl_takes_few_trials_either_way) {
  for (const bool maximize : {false, true}) {
    hone::Study study(
        StudyOptions()
            .direction(maximize ? hone::Direction::maximize : hone::Direction::minimize)
            .sampler(sampler(1)));
    study.optimize([&](hone::Trial& trial) { return (maximize ? -1 : 1) * bowl(trial); }, 22);
    BOOST_TEST(std::abs(study.best_value()) < 0.01);
  }
}

BOOST_AUTO_TEST_CASE(grids_and_choices_are_searched_with_the_rest) {
  hone::Study study(StudyOptions().sampler(sampler(2)));
  study.optimize(mixed, 35);
  const hone::FrozenTrial best = study.best_trial();
  BOOST_TEST(best.param<int>("n") == 4);
  BOOST_TEST(best.param<std::string>("optimizer") == "adam");
  BOOST_TEST(best.value() < 0.3);
}

BOOST_AUTO_TEST_CASE(a_continued_study_goes_on_as_if_it_had_never_stopped) {
  hone::Study whole(StudyOptions().sampler(sampler(3)));
  whole.optimize(bowl, 15);
  const auto storage = std::make_shared<hone::MemoryStorage>();
  for (int part = 0; part < 3; ++part)
    hone::Study(StudyOptions().storage(storage).sampler(sampler(3))).optimize(bowl, 5);
  BOOST_TEST((xs_of(hone::Study(StudyOptions().storage(storage))) == xs_of(whole)));
}

BOOST_AUTO_TEST_CASE(running_trials_are_kept_away_from) {
  hone::Study study(StudyOptions().sampler(sampler(3)));
  study.optimize(bowl, 14);
  std::vector<hone::Trial> held;
  std::vector<double> xs;
  for (int i = 0; i < 3; ++i) {
    held.push_back(study.ask());
    xs.push_back(held.back().suggest_float("x", -5, 5));
    held.back().suggest_float("rate", 1e-5, 1, hone::Scale::log);
  }
  std::sort(xs.begin(), xs.end());
  BOOST_TEST(xs[1] - xs[0] > 1e-4);
  BOOST_TEST(xs[2] - xs[1] > 1e-4);
}

BOOST_AUTO_TEST_CASE(a_trial_that_is_taken_up_again_is_offered_the_same_point) {
  hone::Study study(StudyOptions().sampler(sampler(3)));
  study.optimize(bowl, 12);
  double first;
  {
    hone::Trial dropped = study.ask();
    first = dropped.suggest_float("x", -5, 5);
  }
  hone::Study other(StudyOptions().sampler(sampler(3)));
  other.optimize(bowl, 13);
  hone::Trial again = study.ask();
  BOOST_TEST(again.suggest_float("rate", 1e-5, 1, hone::Scale::log) ==
             other.trials()[12].param<double>("rate"));
  BOOST_TEST(again.suggest_float("x", -5, 5) == first);
}

BOOST_AUTO_TEST_CASE(infinite_equal_and_infeasible_trials_are_no_obstacle) {
  hone::Study study(StudyOptions().sampler(sampler(3)));
  study.optimize(
      [](hone::Trial& trial) {
        const double value = bowl(trial);
        trial.set_constraint("x", trial.suggest_float("x", -5, 5));  // feasible: x at most 0
        return trial.number() % 5 == 0 ? std::numeric_limits<double>::infinity() : value;
      },
      13);
  BOOST_TEST(study.trials().size() == 13u);
  hone::Study flat(StudyOptions().sampler(sampler(3)));
  flat.optimize([](hone::Trial& trial) { return 0 * trial.suggest_float("x", -5, 5); }, 13);
  BOOST_TEST(flat.trials().size() == 13u);
}

BOOST_AUTO_TEST_CASE(a_trial_that_has_no_place_in_the_space_is_left_out) {
  hone::Study study(StudyOptions().sampler(sampler(3)));
  study.enqueue_trial({{"x", std::numeric_limits<double>::infinity()}});
  study.optimize(bowl, 20);
  BOOST_TEST(study.trials().size() == 20u);
  BOOST_TEST(study.best_value() < 1);
}

BOOST_AUTO_TEST_CASE(a_fixed_parameter_is_no_dimension) {
  hone::Study study(StudyOptions().sampler(hone::PartialFixedSampler({{"x", 2.0}}, sampler(3))));
  study.optimize(bowl, 18);
  BOOST_TEST(study.best_value() < 1.01);
}

BOOST_AUTO_TEST_CASE(several_objectives_are_refused) {
  hone::Study study(StudyOptions()
                        .directions({hone::Direction::minimize, hone::Direction::minimize})
                        .sampler(sampler(1)));
  BOOST_CHECK_EXCEPTION(study.optimize(
                            [](hone::Trial& trial) {
                              return std::vector<double>{trial.suggest_float("x", 0, 1), 0};
                            },
                            1),
                        hone::ArgumentError, [](const hone::ArgumentError& error) {
                          return std::string(error.what()).find("2 objectives") !=
                                 std::string::npos;
                        });
}

BOOST_AUTO_TEST_SUITE_END()
