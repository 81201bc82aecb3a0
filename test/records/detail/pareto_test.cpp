// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/detail/pareto.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

BOOST_AUTO_TEST_SUITE(pareto)

using hone::Direction;
using hone::TrialState;
using hone::detail::dominates;
using hone::detail::Losses;
using hone::detail::non_domination_ranks;
using Ranks = std::vector<int64_t>;

namespace {

const double kInfinity = std::numeric_limits<double>::infinity();

// The definition: repeatedly removes all points that no remaining point dominates.
Ranks peeled(const std::vector<Losses>& points) {
  Ranks ranks(points.size(), -1);
  size_t left = points.size();
  for (int64_t rank = 0; left > 0; ++rank) {
    std::vector<size_t> front;
    for (size_t i = 0; i < points.size(); ++i) {
      bool is_dominated = ranks[i] >= 0;
      for (size_t j = 0; j < points.size(); ++j)
        is_dominated |= ranks[j] < 0 && dominates(points[j], points[i]);
      if (!is_dominated) front.push_back(i);
    }
    for (const size_t i : front) ranks[i] = rank;
    left -= front.size();
  }
  return ranks;
}

hone::FrozenTrial told(std::vector<double> values) {
  hone::FrozenTrial trial;
  trial.state = TrialState::complete;
  trial.values = std::move(values);
  return trial;
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_dominates_that_is_nowhere_worse_and_somewhere_better) {
  BOOST_TEST(dominates({1, 2}, {1, 3}));
  BOOST_TEST(!dominates({1, 3}, {1, 2}));
  BOOST_TEST(!dominates({1, 2}, {1, 2}));
  BOOST_TEST(!dominates({1, 3}, {2, 2}));
  BOOST_TEST(dominates({-kInfinity, kInfinity}, {0, kInfinity}));
}

BOOST_AUTO_TEST_CASE(losses_turn_what_is_maximized_and_nan_is_as_bad_as_can_be) {
  const std::vector<Direction> both{Direction::minimize, Direction::maximize};
  BOOST_TEST(hone::detail::losses_of(told({1, 2}), both) == (Losses{1, -2}));
  BOOST_TEST(hone::detail::losses_of(told({std::nan(""), std::nan("")}), both) ==
             (Losses{kInfinity, kInfinity}));
  BOOST_TEST(hone::detail::losses_of(told({1}), both).empty());
}

BOOST_AUTO_TEST_CASE(ranks_are_those_of_peeling_front_after_front) {
  std::mt19937 random(3);
  for (const size_t objectives : {1u, 2u, 3u, 5u})
    for (const int values : {3, 1000}) {  // with many ties, and with few
      std::vector<Losses> points(150, Losses(objectives));
      for (Losses& point : points)
        for (double& value : point)
          value = static_cast<double>(static_cast<int>(random() % static_cast<unsigned>(values)));
      points[0][0] = -kInfinity;
      points[1][0] = kInfinity;
      BOOST_TEST(non_domination_ranks(points) == peeled(points));
    }
  BOOST_TEST(non_domination_ranks({}).empty());
}

BOOST_AUTO_TEST_CASE(what_violates_ranks_behind_all_others_by_its_violation) {
  BOOST_TEST(non_domination_ranks({{0, 0}, {1, 4}, {-9, -9}, {2, 2}, {2, 3}, {5, 5}},
                                  {7, 0, 2, -1, 0, 2}) == (Ranks{3, 0, 2, 0, 1, 2}));
  BOOST_TEST(non_domination_ranks({{1, 1}, {0, 0}}, {1, 2}) == (Ranks{0, 1}));
}

BOOST_AUTO_TEST_CASE(the_front_is_of_complete_trials_within_their_constraints) {
  hone::StudyRecord study;
  study.directions = {Direction::minimize, Direction::maximize};
  const auto add = [&](hone::FrozenTrial trial) {
    hone::apply(study, hone::CreateTrial{std::move(trial)});
  };
  add(told({1, 1}));
  add(told({2, 2}));
  add(told({1, 0}));  // dominated
  add(told({1, 1}));  // equal to the first
  add(told({9}));     // wrong number of values
  add(told({0, 9}));
  study.trials.back().system_attrs["constraints:size"] = 0.5;
  add(told({0, 9}));
  study.trials.back().state = TrialState::pruned;
  BOOST_TEST(hone::detail::pareto_front(study) == (Ranks{0, 1, 3}));
}

BOOST_AUTO_TEST_SUITE_END()
