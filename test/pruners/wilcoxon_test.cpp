// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/pruners/wilcoxon.hpp>

#include <boost/test/unit_test.hpp>

#include "test/pruners/asked.hpp"
#include <string>

BOOST_AUTO_TEST_SUITE(wilcoxon_pruner)

namespace {

using namespace hone_test;
using hone::TrialState;
using hone::WilcoxonPruner;
using Options = hone::WilcoxonPrunerOptions;

const Reports kRival{{0, 1.0}, {1, 2.0}, {2, 3.0}, {3, 4.0}};

hone::StudyRecord with_rival(hone::Direction direction, const Reports& reports = kRival) {
  hone::StudyRecord study = study_of(direction);
  add(study, reports, TrialState::complete, {2.5});
  return study;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_trial_that_is_surely_worse_than_the_best_is_pruned) {
  // By chance, n of n steps are worse with probability 2^-n: 1/4, 1/8 and 1/16, below the
  // threshold.
  const Reports larger{{0, 1.5}, {1, 3.0}, {2, 4.5}, {3, 6.0}};
  const Reports smaller{{0, 0.5}, {1, 1.0}, {2, 1.5}, {3, 2.0}};
  const hone::StudyRecord down = with_rival(hone::Direction::minimize),
                          up = with_rival(hone::Direction::maximize);
  WilcoxonPruner pruner, other;
  BOOST_TEST(decisions(pruner, down, larger) == (Decisions{0, 0, 0, 1}));
  BOOST_TEST(decisions(pruner, down, smaller) == (Decisions{0, 0, 0, 0}));
  BOOST_TEST(decisions(other, up, smaller) == (Decisions{0, 0, 0, 1}));
  BOOST_TEST(decisions(other, up, larger) == (Decisions{0, 0, 0, 0}));
  WilcoxonPruner hasty(Options().p_threshold(0.3)), slow(Options().n_startup_steps(5));
  BOOST_TEST(decisions(hasty, up, smaller) == (Decisions{0, 1, 1, 1}));
  BOOST_TEST(decisions(slow, up, smaller) == (Decisions{0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(a_trial_with_as_good_a_mean_goes_on_whatever_the_test_says) {
  const hone::StudyRecord study = with_rival(hone::Direction::minimize);
  WilcoxonPruner pruner(Options().p_threshold(1));
  BOOST_TEST(!decision(pruner, study, {{0, 1.5}, {1, 2.5}}));           // mean 2 against 2.5
  BOOST_TEST(!decision(pruner, study, {{0, 2.0}, {1, 3.0}}));           // equal
  BOOST_TEST(decision(pruner, study, {{0, 2.0}, {1, 3.0}, {2, 4.0}}));  // mean 3
}

BOOST_AUTO_TEST_CASE(only_steps_that_both_have_are_compared) {
  const hone::StudyRecord study = with_rival(hone::Direction::minimize);
  WilcoxonPruner pruner(Options().p_threshold(0.3));
  BOOST_TEST(!decision(pruner, study, {{0, 9.0}, {7, 9.0}, {8, 9.0}}));
  BOOST_TEST(decision(pruner, study, {{0, 9.0}, {3, 9.0}, {8, 9.0}}));
}

BOOST_AUTO_TEST_CASE(nan_infinity_and_silence_prune_nothing) {
  WilcoxonPruner pruner(Options().p_threshold(1));
  const Reports worse{{0, 9.0}, {1, 9.0}, {2, 9.0}};
  BOOST_TEST(!decision(pruner, study_of(hone::Direction::minimize), worse));
  const hone::StudyRecord study = with_rival(hone::Direction::minimize);
  BOOST_TEST(decision(pruner, study, worse));
  BOOST_TEST(!decision(pruner, study, {{0, 9.0}, {1, 9.0}, {2, kInfinity}}));
  BOOST_TEST(!decision(pruner, study, {{0, kNan}, {1, 9.0}, {2, 9.0}}));
  BOOST_TEST(!pruner.prune(study, hone::FrozenTrial()).prune);
  for (const Reports& rival : {Reports{}, Reports{{0, 1.0}, {1, kNan}, {2, 1.0}},
                               Reports{{0, 1.0}, {1, -kInfinity}, {2, 1.0}}}) {
    WilcoxonPruner fresh(Options().p_threshold(1));
    BOOST_TEST(!decision(fresh, with_rival(hone::Direction::minimize, rival), worse));
  }
}

BOOST_AUTO_TEST_CASE(the_rival_is_the_best_complete_trial_of_this_study) {
  WilcoxonPruner pruner(Options().p_threshold(0.3));
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  const Reports own{{0, 5.0}, {1, 5.0}};
  add(study, {{0, 6.0}, {1, 6.0}}, TrialState::complete, {6});
  add(study, {{0, 1.0}, {1, 1.0}}, TrialState::pruned, {1});
  BOOST_TEST(!decision(pruner, study, own));
  add(study, {{0, 1.0}, {1, 1.0}}, TrialState::complete, {7});
  BOOST_TEST(!decision(pruner, study, own));
  const int64_t infeasible = begin(study);
  hone::apply(study, hone::SetTrialSystemAttr{infeasible, "constraints:size", 1.0});
  finish(study, infeasible, {{0, 1.0}, {1, 1.0}}, TrialState::complete, {1});
  BOOST_TEST(!decision(pruner, study, own));
  add(study, {{0, 4.0}, {1, 4.0}}, TrialState::complete, {4});
  BOOST_TEST(decision(pruner, study, own));

  hone::StudyRecord other = study_of(hone::Direction::minimize);
  other.name = "other";
  add(other, {{0, 6.0}, {1, 6.0}}, TrialState::complete, {6});
  BOOST_TEST(!decision(pruner, other, own));
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_and_named) {
  BOOST_TEST(refusal([] { Options().p_threshold(1.5); }) ==
             "hone: p_threshold of 1.5; it is a probability, from 0 to 1");
  BOOST_TEST(refusal([] { Options().p_threshold(kNan); }) != "");
  BOOST_TEST(refusal([] { Options().n_startup_steps(-1); }) ==
             "hone: n_startup_steps of -1; it is at least 0");
}

BOOST_AUTO_TEST_SUITE_END()
