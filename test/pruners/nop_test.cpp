// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/pruners/nop.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>

BOOST_AUTO_TEST_SUITE(nop_pruner)

BOOST_AUTO_TEST_CASE(it_never_prunes_whatever_the_objectives) {
  hone::StudyRecord study;
  study.directions = {hone::Direction::minimize, hone::Direction::maximize};
  hone::FrozenTrial trial;
  trial.intermediate_values[0] = std::numeric_limits<double>::quiet_NaN();
  hone::NopPruner pruner;
  BOOST_TEST(!pruner.prune(study, trial).prune);
  BOOST_TEST(pruner.prune(study, trial).system_attrs.empty());
}

BOOST_AUTO_TEST_SUITE_END()
