// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/fixed_trial.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(fixed_trial)

namespace {

double objective(hone::Trial& trial) {
  const double lr = trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log);
  const int64_t layers = trial.suggest_int("layers", 1, 8);
  const std::string optimizer = trial.suggest_categorical("optimizer", {"sgd", "adam"});
  for (int64_t epoch = 0; epoch < 3; ++epoch) {
    trial.report(1e9, epoch);
    if (trial.should_prune()) throw hone::TrialPruned();
  }
  trial.set_user_attr("optimizer", optimizer);
  return lr * static_cast<double>(layers);
}

std::string refusal(hone::Params params) {
  hone::Trial trial = hone::fixed_trial(std::move(params));
  try {
    objective(trial);
  } catch (const hone::ArgumentError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_objective_runs_with_the_parameters_that_it_is_given) {
  hone::Trial trial = hone::fixed_trial({{"lr", 0.001}, {"layers", 3}, {"optimizer", "adam"}});
  BOOST_TEST(objective(trial) == 0.003);
  BOOST_TEST(trial.params().size() == 3u);
  BOOST_TEST(trial.frozen().user_attr<std::string>("optimizer") == "adam");
  BOOST_TEST(trial.frozen().intermediate_values.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_trial_of_a_study_is_run_again) {
  hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(5)));
  study.optimize(objective, 5);
  hone::Trial trial = hone::fixed_trial(study.best_params());
  BOOST_TEST(objective(trial) == study.best_value());
}

BOOST_AUTO_TEST_CASE(what_was_not_given_or_is_of_another_kind_is_refused_by_name) {
  BOOST_TEST(refusal({{"lr", 0.001}, {"layers", 3}}) ==
             "hone: fixed_trial was given no value for parameter \"optimizer\", one of {\"sgd\", "
             "\"adam\"}; add it");
  BOOST_TEST(refusal({{"lr", "fast"}}).find("lr = \"fast\"") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
