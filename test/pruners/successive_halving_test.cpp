// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/pruners/successive_halving.hpp>

#include <boost/test/unit_test.hpp>

#include "test/pruners/asked.hpp"
#include <limits>
#include <string>

BOOST_AUTO_TEST_SUITE(successive_halving_pruner)

namespace {

using namespace hone_test;
using hone::SuccessiveHalvingPruner;
using hone::TrialState;
using Options = hone::SuccessiveHalvingPrunerOptions;

Options halving() { return Options().min_resource(1).reduction_factor(2); }

// Adds a trial that reached the first rung with this value.
void add_to_rung(hone::StudyRecord& study, double value, TrialState state) {
  const int64_t trial = begin(study);
  hone::apply(study, hone::SetTrialSystemAttr{trial, "completed_rung_0", value});
  if (state != TrialState::running) finish(study, trial, {{1, value}}, state);
}

}  // namespace

BOOST_AUTO_TEST_CASE(decisions_are_optunas_step_by_step) {
  const size_t compared = compare_with_optuna(
      "sha_1_2", [] { return SuccessiveHalvingPruner(halving()); },
      [](const std::string& which) { BOOST_ERROR(which); });
  BOOST_TEST(compared == 10u);
}

BOOST_AUTO_TEST_CASE(the_best_half_goes_on_whatever_became_of_the_others) {
  for (const auto direction : {hone::Direction::minimize, hone::Direction::maximize}) {
    const double sign = direction == hone::Direction::minimize ? 1 : -1;
    hone::StudyRecord study = study_of(direction);
    add_to_rung(study, sign * 1, TrialState::complete);
    add_to_rung(study, sign * 2, TrialState::pruned);
    add_to_rung(study, sign * 3, TrialState::fail);
    add_to_rung(study, sign * 4, TrialState::running);
    add_to_rung(study, sign * 5, TrialState::running);
    SuccessiveHalvingPruner pruner(halving());
    // The sixth: the best three of six.
    BOOST_TEST(!decision(pruner, study, {{1, sign * 3}}));  // equal to the third
    BOOST_TEST(!decision(pruner, study, {{1, sign * 2.5}}));
    BOOST_TEST(decision(pruner, study, {{1, sign * 3.5}}));
    BOOST_TEST(decision(pruner, study, {{1, sign * kInfinity}}));
    BOOST_TEST(!decision(pruner, study, {{1, -sign * kInfinity}}));
  }
}

BOOST_AUTO_TEST_CASE(among_fewer_than_the_factor_the_best_goes_on) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  SuccessiveHalvingPruner pruner(Options().min_resource(1));
  BOOST_TEST(!decision(pruner, study, {{1, 9.0}}));
  add_to_rung(study, 5, TrialState::pruned);
  BOOST_TEST(decision(pruner, study, {{1, 9.0}}));
  BOOST_TEST(!decision(pruner, study, {{1, 5.0}}));
}

BOOST_AUTO_TEST_CASE(rungs_are_remembered_and_passed_once) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  SuccessiveHalvingPruner pruner(halving());
  const int64_t trial = begin(study);
  BOOST_TEST(report(pruner, study, trial, {{0, 9.0}, {1, 8.0}, {2, 7.0}, {3, 6.0}, {9, 5.0}}) ==
             (Decisions{0, 0, 0, 0, 0}));
  hone::Attributes rungs;
  rungs["completed_rung_0"] = 8.0;  // at step 1
  rungs["completed_rung_1"] = 7.0;  // at 2
  rungs["completed_rung_2"] = 5.0;  // at 4, where it did not report
  rungs["completed_rung_3"] = 5.0;  // at 8
  BOOST_TEST((study.trials[0].system_attrs == rungs));
  // A trial that reaches several rungs at once is pruned at the first where it is behind.
  const int64_t late = begin(study);
  BOOST_TEST(report(pruner, study, late, {{8, 6.0}}) == (Decisions{1}));
  rungs["completed_rung_0"] = 6.0;
  rungs["completed_rung_1"] = 6.0;
  rungs["completed_rung_2"] = 6.0;
  rungs.erase("completed_rung_3");
  BOOST_TEST((study.trials[1].system_attrs == rungs));
}

BOOST_AUTO_TEST_CASE(nan_is_pruned_on_a_rung_and_not_between) {
  const hone::StudyRecord study = study_of(hone::Direction::maximize);
  SuccessiveHalvingPruner pruner(halving().min_early_stopping_rate(1));
  BOOST_TEST(decisions(pruner, study, {{0, kNan}, {1, kNan}, {2, 1.0}, {3, kNan}, {4, kNan}}) ==
             (Decisions{0, 0, 0, 0, 1}));
  BOOST_TEST(!pruner.prune(study, hone::FrozenTrial()).prune);
}

BOOST_AUTO_TEST_CASE(without_a_min_resource_it_is_a_hundredth_of_the_longest_complete_trial) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  SuccessiveHalvingPruner pruner;
  add(study, {{900, 1.0}}, TrialState::pruned);
  BOOST_TEST(!decision(pruner, study, {{1, kNan}}));
  add(study, {}, TrialState::complete);
  BOOST_TEST(!decision(pruner, study, {{1, kNan}}));
  add(study, {{399, 1.0}});
  add(study, {{250, 1.0}});
  BOOST_TEST(decisions(pruner, study, {{2, kNan}, {3, kNan}}) == (Decisions{0, 1}));
  add(study, {{900, 1.0}});  // the first rung stays as it was
  BOOST_TEST(decisions(pruner, study, {{2, kNan}, {3, kNan}}) == (Decisions{0, 1}));
  hone::StudyRecord brief = study_of(hone::Direction::minimize);
  brief.name = "brief";
  add(brief, {{5, 1.0}});
  BOOST_TEST(decisions(pruner, brief, {{0, kNan}, {1, kNan}}) == (Decisions{0, 1}));
}

BOOST_AUTO_TEST_CASE(nobody_goes_on_before_more_than_the_bootstrap_count_have_come) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  SuccessiveHalvingPruner pruner(halving().bootstrap_count(2));
  for (const bool pruned : {true, true, false}) {
    const int64_t trial = begin(study);
    BOOST_TEST(report(pruner, study, trial, {{1, -static_cast<double>(trial)}}) ==
               (Decisions{pruned}));
  }
}

BOOST_AUTO_TEST_CASE(steps_and_rungs_without_end_do_not_overflow) {
  const hone::StudyRecord study = study_of(hone::Direction::minimize);
  const int64_t last = std::numeric_limits<int64_t>::max();
  SuccessiveHalvingPruner far(Options().min_resource(last).reduction_factor(2));
  BOOST_TEST(decisions(far, study, {{last - 1, kNan}, {last, kNan}}) == (Decisions{0, 1}));
  SuccessiveHalvingPruner steep(Options().min_resource(1).reduction_factor(last));
  BOOST_TEST(decisions(steep, study, {{0, 1.0}, {last, 1.0}}) == (Decisions{0, 0}));
  SuccessiveHalvingPruner never(halving().min_early_stopping_rate(last));
  BOOST_TEST(!decision(never, study, {{last, kNan}}));
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_and_named) {
  BOOST_TEST(refusal([] { Options().min_resource(0); }) ==
             "hone: min_resource of 0; it is at least 1");
  BOOST_TEST(refusal([] { Options().reduction_factor(1); }) ==
             "hone: reduction_factor of 1; it is at least 2");
  BOOST_TEST(refusal([] { Options().min_early_stopping_rate(-1); }) ==
             "hone: min_early_stopping_rate of -1; it is at least 0");
  BOOST_TEST(refusal([] { Options().bootstrap_count(-1); }) ==
             "hone: bootstrap_count of -1; it is at least 0");
  BOOST_TEST(refusal([] {
               SuccessiveHalvingPruner(Options().bootstrap_count(1));
             }).find("min_resource") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
