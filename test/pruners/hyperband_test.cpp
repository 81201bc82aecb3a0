// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/pruners/hyperband.hpp>

#include <boost/test/unit_test.hpp>

#include "test/pruners/asked.hpp"
#include <cmath>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(hyperband_pruner)

namespace {

using namespace hone_test;
using hone::HyperbandPruner;
using Options = hone::HyperbandPrunerOptions;

// Returns the bracket of a trial, derived from the step of its first rung.
int64_t bracket_of(HyperbandPruner& pruner, const hone::StudyRecord& study, int64_t number,
                   int64_t eta) {
  hone::FrozenTrial trial;
  trial.number = number;
  for (int64_t bracket = 0, step = 1; bracket < 20; ++bracket, step *= eta) {
    trial.intermediate_values = {{step, kNan}};
    if (pruner.prune(study, trial).prune) return bracket;
  }
  return -1;
}

}  // namespace

BOOST_AUTO_TEST_CASE(trials_are_in_the_brackets_that_optuna_puts_them_in) {
  size_t compared = 0;
  for (const auto& fixture : hone_test::optuna_numbers()["hyperband"].GetArray()) {
    hone::StudyRecord study = study_of(hone::Direction::minimize);
    study.name = fixture["study"].GetString();
    const int64_t eta = fixture["eta"].GetInt64();
    HyperbandPruner pruner(
        Options().max_resource(fixture["max_resource"].GetInt64()).reduction_factor(eta));
    int64_t number = 0;
    for (const auto& bracket : fixture["bracket_of_trial"].GetArray()) {
      BOOST_TEST(bracket_of(pruner, study, number++, eta) == bracket.GetInt64());
      ++compared;
    }
  }
  BOOST_TEST(compared == 160u);
}

BOOST_AUTO_TEST_CASE(trials_compete_within_their_bracket_alone) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  HyperbandPruner pruner(Options().max_resource(9));
  // Each trial is worse than all before it, so only the first of a bracket is not pruned.
  std::vector<bool> seen(3, false);
  for (int64_t number = 0; number < 40; ++number) {
    const auto bracket = static_cast<size_t>(bracket_of(pruner, study, number, 3));
    const int64_t first_rung = static_cast<int64_t>(std::pow(3, bracket));
    BOOST_TEST(report(pruner, study, begin(study), {{first_rung, static_cast<double>(number)}}) ==
               (Decisions{seen[bracket]}));
    seen[bracket] = true;
    if (number % 2 == 0)  // the others stay RUNNING
      finish(study, number, {}, hone::TrialState::pruned);
  }
  BOOST_TEST((seen == std::vector<bool>{true, true, true}));
}

BOOST_AUTO_TEST_CASE(without_a_max_resource_the_longest_complete_trial_says_it) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  HyperbandPruner pruner, given(Options().max_resource(27));
  add(study, {{80, 1.0}}, hone::TrialState::pruned);
  BOOST_TEST(!decision(pruner, study, {{100, kNan}}));
  // Rungs that were completed before the brackets were known count.
  const int64_t early = begin(study);
  hone::apply(study, hone::SetTrialSystemAttr{early, "completed_rung_0", 0.5});
  finish(study, early, {{26, 0.5}});
  for (int64_t number = 0; number < 20; ++number)
    BOOST_TEST(bracket_of(pruner, study, number, 3) == bracket_of(given, study, number, 3));
  for (int i = 0; i < 20; ++i) {
    const Reports reports{{27, 1.0}};
    BOOST_TEST(decisions(pruner, study, reports) == decisions(given, study, reports));
    begin(study);
  }
}

BOOST_AUTO_TEST_CASE(a_trial_may_have_had_the_largest_step) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  HyperbandPruner pruner;
  add(study, {{std::numeric_limits<int64_t>::max(), 1.0}});
  BOOST_TEST(!decision(pruner, study, {{1, 1.0}}));
}

BOOST_AUTO_TEST_CASE(nothing_is_pruned_before_a_trial_was_as_long_as_min_resource) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  HyperbandPruner pruner(Options().min_resource(10));
  add(study, {{4, 1.0}});
  BOOST_TEST(!decision(pruner, study, {{100000, kNan}}));
  add(study, {{20, 1.0}});
  BOOST_TEST(decision(pruner, study, {{100000, kNan}}));
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_and_named) {
  BOOST_TEST(refusal([] { Options().min_resource(0); }) ==
             "hone: min_resource of 0; it is at least 1");
  BOOST_TEST(refusal([] { Options().max_resource(0); }) ==
             "hone: max_resource of 0; it is at least 1");
  BOOST_TEST(refusal([] { Options().reduction_factor(1); }) ==
             "hone: reduction_factor of 1; it is at least 2");
  BOOST_TEST(refusal([] { HyperbandPruner(Options().bootstrap_count(1)); }).find("max_resource") !=
             std::string::npos);
  BOOST_TEST(refusal([] {
               HyperbandPruner(Options().min_resource(5).max_resource(4));
             }).find("max_resource of 4") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
