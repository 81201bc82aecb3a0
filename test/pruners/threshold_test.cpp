// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/pruners/threshold.hpp>

#include <boost/test/unit_test.hpp>

#include "test/pruners/asked.hpp"
#include <string>

BOOST_AUTO_TEST_SUITE(threshold_pruner)

namespace {

using namespace hone_test;
using Options = hone::ThresholdPrunerOptions;

}  // namespace

BOOST_AUTO_TEST_CASE(decisions_are_optunas_step_by_step) {
  const size_t compared = compare_with_optuna(
      "thr", [] { return hone::ThresholdPruner(Options().lower(0).upper(5)); },
      [](const std::string& which) { BOOST_ERROR(which); });
  BOOST_TEST(compared == 10u);
}

BOOST_AUTO_TEST_CASE(the_bounds_themselves_are_within_and_nan_is_not) {
  const hone::StudyRecord study = study_of(hone::Direction::maximize);
  hone::ThresholdPruner both(Options().lower(-1).upper(1)), upper(Options().upper(1)),
      lower(Options().lower(-1));
  const Reports reports{{0, -1.0}, {1, 1.0}, {2, -2.0}, {3, 2.0}, {4, kNan}, {5, kInfinity}};
  BOOST_TEST(decisions(both, study, reports) == (Decisions{0, 0, 1, 1, 1, 1}));
  BOOST_TEST(decisions(upper, study, reports) == (Decisions{0, 0, 0, 1, 1, 1}));
  BOOST_TEST(decisions(lower, study, reports) == (Decisions{0, 0, 1, 0, 1, 0}));
}

BOOST_AUTO_TEST_CASE(warm_up_and_interval_are_observed) {
  const hone::StudyRecord study = study_of(hone::Direction::minimize);
  hone::ThresholdPruner pruner(Options().upper(0).n_warmup_steps(2).interval_steps(3));
  const Reports reports{{0, 1.0}, {2, 1.0}, {4, 1.0}, {6, 1.0}, {7, 1.0}, {11, 1.0}};
  BOOST_TEST(decisions(pruner, study, reports) == (Decisions{0, 1, 0, 1, 0, 1}));
  BOOST_TEST(!pruner.prune(study, hone::FrozenTrial()).prune);
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_and_named) {
  BOOST_TEST(refusal([] { hone::ThresholdPruner{Options()}; }).find("bound") != std::string::npos);
  BOOST_TEST(refusal([] { hone::ThresholdPruner(Options().lower(2).upper(1)); }) ==
             "hone: ThresholdPruner between 2 and 1, which lets nothing pass; lower is at most "
             "upper");
  BOOST_TEST(refusal([] { hone::ThresholdPruner(Options().lower(kNan)); }) != "");
  BOOST_TEST(refusal([] { Options().interval_steps(0); }) ==
             "hone: interval_steps of 0; it is at least 1");
  BOOST_TEST(refusal([] { Options().n_warmup_steps(-1); }) ==
             "hone: n_warmup_steps of -1; it is at least 0");
}

BOOST_AUTO_TEST_SUITE_END()
