// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/pruners/median.hpp>
#include <hone/pruners/percentile.hpp>

#include <boost/test/unit_test.hpp>

#include "test/pruners/asked.hpp"
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(percentile_pruner)

namespace {

using namespace hone_test;

hone::MedianPrunerOptions eager() { return hone::MedianPrunerOptions().n_startup_trials(1); }

}  // namespace

BOOST_AUTO_TEST_CASE(decisions_are_optunas_step_by_step) {
  using Options = hone::PercentilePrunerOptions;
  const std::vector<std::pair<std::string, std::pair<double, Options>>> pruners{
      {"median", {50, Options().n_startup_trials(1)}},
      {"median_w2_i2", {50, Options().n_startup_trials(1).n_warmup_steps(2).interval_steps(2)}},
      {"median_min3", {50, Options().n_startup_trials(1).n_min_trials(3)}},
      {"median_start7", {50, Options().n_startup_trials(7)}},
      {"pct25", {25, Options().n_startup_trials(1)}},
  };
  size_t compared = 0;
  for (const auto& [name, settings] : pruners)
    compared += compare_with_optuna(
        name,
        [&, options = settings] { return hone::PercentilePruner(options.first, options.second); },
        [](const std::string& which) { BOOST_ERROR(which); });
  BOOST_TEST(compared == 50u);
}

BOOST_AUTO_TEST_CASE(only_complete_trials_are_looked_at) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  hone::MedianPruner pruner(eager());
  add(study, {{0, 1.0}}, hone::TrialState::pruned);
  add(study, {{0, 1.0}}, hone::TrialState::fail);
  hone::apply(study, hone::SetIntermediateValue{begin(study), 0, 1.0});
  BOOST_TEST(!decision(pruner, study, {{0, 9.0}}));
  add(study, {{0, 5.0}});
  BOOST_TEST(decision(pruner, study, {{0, 9.0}}));
  BOOST_TEST(!decision(pruner, study, {{0, 4.0}}));
}

BOOST_AUTO_TEST_CASE(a_trial_as_good_as_the_median_goes_on) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  for (const double value : {1.0, 2.0, 3.0}) add(study, {{4, value}});
  hone::MedianPruner pruner(eager());
  BOOST_TEST(!decision(pruner, study, {{4, 2.0}}));
  BOOST_TEST(decision(pruner, study, {{4, std::nextafter(2.0, 3.0)}}));
  BOOST_TEST(!decision(pruner, study, {{3, 0.5}, {4, 99.0}}));  // its best report counts
}

BOOST_AUTO_TEST_CASE(nothing_but_nan_is_pruned_and_no_report_is_not) {
  hone::StudyRecord study = study_of(hone::Direction::maximize);
  add(study, {{0, 1.0}});
  hone::MedianPruner pruner(eager());
  BOOST_TEST(decision(pruner, study, {{0, kNan}}));
  BOOST_TEST(decision(pruner, study, {{7, kNan}}));              // others have no report there
  BOOST_TEST(!decision(pruner, study, {{0, kNan}, {1, -5.0}}));  // no other report at step 1
  const int64_t silent = begin(study);
  BOOST_TEST(!pruner.prune(study, *study.find_trial(silent)).prune);
}

BOOST_AUTO_TEST_CASE(a_step_where_all_others_reported_nan_says_nothing) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  add(study, {{0, kNan}});
  add(study, {{0, kNan}});
  hone::MedianPruner pruner(eager());
  BOOST_TEST(!decision(pruner, study, {{0, 9.0}}));
  // But NaN counts as a report.
  hone::MedianPruner three(eager().n_min_trials(3));
  add(study, {{0, 1.0}});
  BOOST_TEST(decision(three, study, {{0, 9.0}}));
}

BOOST_AUTO_TEST_CASE(infinite_reports_rank_at_the_ends) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  for (const double value : {-kInfinity, 0.0, kInfinity}) add(study, {{0, value}});
  hone::MedianPruner pruner(eager());
  // As in Optuna, an infinite neighbor makes the percentile NaN, so nothing is pruned.
  BOOST_TEST(!decision(pruner, study, {{0, 1.0}}));
  add(study, {{0, 0.0}});
  BOOST_TEST(decision(pruner, study, {{0, 1.0}}));
  BOOST_TEST(decision(pruner, study, {{0, kInfinity}}));
}

BOOST_AUTO_TEST_CASE(trials_may_finish_in_any_order) {
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  hone::MedianPruner asked_often(eager());
  std::vector<int64_t> running;
  for (int i = 0; i < 9; ++i) running.push_back(begin(study));
  for (const size_t i : {4u, 0u, 8u, 2u, 6u, 1u, 7u, 3u, 5u}) {
    finish(study, running[i], {{0, static_cast<double>(i)}, {1, static_cast<double>(i * i)}});
    for (const double value : {0.5, 3.5, 4.0, 7.5}) {
      hone::MedianPruner asked_once(eager());
      BOOST_TEST(decisions(asked_often, study, {{0, value}, {1, value}}) ==
                 decisions(asked_once, study, {{0, value}, {1, value}}));
    }
  }
}

BOOST_AUTO_TEST_CASE(another_study_is_another_history) {
  hone::StudyRecord good = study_of(hone::Direction::minimize), bad = good;
  for (int i = 0; i < 3; ++i) {
    add(good, {{0, 1.0}});
    add(bad, {{0, 100.0}});
    good.trials.back().values = {1.0};
    bad.trials.back().values = {100.0};
  }
  hone::MedianPruner pruner(eager());
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(decision(pruner, good, {{0, 50.0}}));
    BOOST_TEST(!decision(pruner, bad, {{0, 50.0}}));
  }
  hone::MedianPruner copy = pruner;
  BOOST_TEST(decision(copy, good, {{0, 50.0}}));
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_and_named) {
  using Options = hone::PercentilePrunerOptions;
  BOOST_TEST(refusal([] { Options().n_startup_trials(-1); }) ==
             "hone: n_startup_trials of -1; it is at least 0");
  BOOST_TEST(refusal([] { Options().n_warmup_steps(-2); }) ==
             "hone: n_warmup_steps of -2; it is at least 0");
  BOOST_TEST(refusal([] { Options().interval_steps(0); }) ==
             "hone: interval_steps of 0; it is at least 1");
  BOOST_TEST(refusal([] { Options().n_min_trials(0); }) ==
             "hone: n_min_trials of 0; it is at least 1");
  BOOST_TEST(refusal([] { hone::PercentilePruner(101); }) ==
             "hone: the percentile 101 is not between 0 and 100");
  BOOST_TEST(refusal([] { hone::PercentilePruner{kNan}; }) != "");
}

BOOST_AUTO_TEST_SUITE_END()
