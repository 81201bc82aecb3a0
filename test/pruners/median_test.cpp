// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/pruners/median.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>

BOOST_AUTO_TEST_SUITE(median_pruner)

BOOST_AUTO_TEST_CASE(it_waits_for_five_complete_trials_and_then_prunes_the_worse_half) {
  hone::StudyRecord study;
  hone::MedianPruner pruner;
  const auto is_pruned = [&](double value) {
    hone::FrozenTrial trial;
    trial.intermediate_values[3] = value;
    return pruner.prune(study, trial).prune;
  };
  for (int i = 0; i < 5; ++i) {
    BOOST_TEST(!is_pruned(99));
    hone::CreateTrial created;
    created.trial.state = hone::TrialState::complete;
    created.trial.values = {0};
    created.trial.intermediate_values[3] = i;
    hone::apply(study, created);
  }
  BOOST_TEST(is_pruned(2.5));
  BOOST_TEST(!is_pruned(2.0));
  BOOST_TEST(pruner.prune(study, study.trials.back()).system_attrs.empty());
}

BOOST_AUTO_TEST_SUITE_END()
