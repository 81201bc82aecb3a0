// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/tpe/ranking.hpp>

#include <boost/test/unit_test.hpp>

#include "test/optuna_numbers.hpp"
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(tpe_ranking)

using hone::Direction;
using hone::FrozenTrial;
using hone::TrialState;
using hone::detail::TpeRanking;
using Numbers = std::vector<int64_t>;

namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

FrozenTrial complete(double value) {
  FrozenTrial trial;
  trial.state = TrialState::complete;
  trial.values = {value};
  return trial;
}

FrozenTrial pruned(std::map<int64_t, double> reports) {
  FrozenTrial trial;
  trial.state = TrialState::pruned;
  trial.intermediate_values = std::move(reports);
  return trial;
}

// Returns the order of all trials.
Numbers order(std::vector<FrozenTrial> trials, Direction direction) {
  TpeRanking ranking;
  for (size_t i = 0; i < trials.size(); ++i) {
    trials[i].number = static_cast<int64_t>(i);
    ranking.add(trials[i], {direction});
  }
  // Pads until a tenth of all trials is the number that was given.
  FrozenTrial worst = complete(0);
  worst.system_attrs["constraints:size"] = kInfinity;
  for (size_t i = trials.size(); i < 10 * trials.size(); ++i) {
    worst.number = static_cast<int64_t>(i);
    ranking.add(worst, {direction});
  }
  return ranking.good();
}

}  // namespace

BOOST_AUTO_TEST_CASE(as_many_are_good_as_in_optuna) {
  for (const auto& expected : hone_test::optuna_numbers()["gamma"].GetObject()) {
    TpeRanking ranking;
    const int64_t n = std::stoll(expected.name.GetString());
    for (int64_t i = 0; i < n; ++i) {
      FrozenTrial trial = complete(static_cast<double>(i % 17));
      trial.number = i;
      ranking.add(trial, {Direction::minimize});
    }
    BOOST_TEST(ranking.size() == static_cast<size_t>(n));
    BOOST_TEST(ranking.good().size() == expected.value.GetUint());
  }
}

BOOST_AUTO_TEST_CASE(values_go_by_direction_and_equals_by_number) {
  const std::vector<FrozenTrial> trials{complete(2), complete(-kInfinity), complete(1),
                                        complete(2), complete(kInfinity),  complete(1)};
  BOOST_TEST(order(trials, Direction::minimize) == (Numbers{1, 2, 5, 0, 3, 4}));
  BOOST_TEST(order(trials, Direction::not_set) == (Numbers{1, 2, 5, 0, 3, 4}));
  BOOST_TEST(order(trials, Direction::maximize) == (Numbers{4, 0, 3, 2, 5, 1}));
}

BOOST_AUTO_TEST_CASE(pruned_trials_follow_the_complete_and_go_by_how_far_they_came) {
  const std::vector<FrozenTrial> trials{
      pruned({}),                    // 0: no reports
      pruned({{0, 1.0}}),            // 1
      pruned({{0, 9.0}, {5, 3.0}}),  // 2
      pruned({{5, 2.0}}),            // 3
      complete(1e9),                 // 4
      pruned({{5, kNan}}),           // 5: as bad as infinity
      pruned({{6, kNan}}),           // 6
  };
  BOOST_TEST(order(trials, Direction::minimize) == (Numbers{4, 6, 3, 2, 5, 1, 0}));
  BOOST_TEST(order(trials, Direction::maximize) == (Numbers{4, 6, 2, 3, 5, 1, 0}));
}

BOOST_AUTO_TEST_CASE(what_violates_its_constraints_comes_last) {
  std::vector<FrozenTrial> trials{complete(0), complete(5), complete(6), complete(7), pruned({})};
  trials[0].system_attrs["constraints:size"] = 3;
  trials[0].system_attrs["constraints:time"] = -100.0;
  trials[1].system_attrs["constraints"] = hone::Json{"[0.5, -2, 1]"};
  trials[2].system_attrs["constraints:size"] = 0.0;
  trials[3].system_attrs["constraints_of_another_kind"] = 9.0;
  BOOST_TEST(order(trials, Direction::minimize) == (Numbers{2, 3, 4, 1, 0}));
}

BOOST_AUTO_TEST_CASE(failed_and_running_trials_do_not_count) {
  TpeRanking ranking;
  for (const TrialState state : {TrialState::fail, TrialState::running, TrialState::waiting}) {
    FrozenTrial trial = complete(1);
    trial.state = state;
    ranking.add(trial, {Direction::minimize});
  }
  BOOST_TEST(ranking.size() == 0u);
  BOOST_TEST(ranking.good().empty());
}

BOOST_AUTO_TEST_CASE(the_order_of_adding_does_not_matter) {
  std::vector<FrozenTrial> trials;
  for (int64_t i = 0; i < 400; ++i) {
    trials.push_back(i % 3 ? complete(static_cast<double>(i * 37 % 50))
                           : pruned({{i % 7, static_cast<double>(i % 5)}}));
    trials.back().number = i;
  }
  TpeRanking forward, backward;
  for (size_t i = 0; i < trials.size(); ++i) {
    forward.add(trials[i], {Direction::maximize});
    backward.add(trials[trials.size() - 1 - i], {Direction::maximize});
  }
  BOOST_TEST(forward.good() == backward.good());
  BOOST_TEST(forward.good().size() == 25u);
  for (const int64_t number : forward.good())
    BOOST_TEST(trials[static_cast<size_t>(number)].values.front() >= 45);
}

BOOST_AUTO_TEST_CASE(the_good_of_several_objectives_are_optunas) {
  for (const auto& expected : hone_test::optuna_fronts().GetArray()) {
    std::vector<Direction> directions;
    for (const auto& direction : expected["directions"].GetArray())
      directions.push_back(static_cast<Direction>(direction.GetInt()));
    std::vector<FrozenTrial> trials;
    for (const auto& values : expected["values"].GetArray()) {
      FrozenTrial trial;
      trial.number = static_cast<int64_t>(trials.size());
      trial.state = values.IsNull() ? hone::TrialState::pruned : hone::TrialState::complete;
      if (!values.IsNull()) trial.values = hone_test::numbers(values);
      const auto& constraint = expected["constraints"][static_cast<unsigned>(trials.size())];
      if (!constraint.IsNull()) trial.system_attrs["constraints:c"] = constraint.GetDouble();
      trials.push_back(trial);
    }
    Numbers good;
    for (const auto& number : expected["good"].GetArray()) good.push_back(number.GetInt64());
    // In any order.
    TpeRanking forward, backward;
    for (size_t i = 0; i < trials.size(); ++i) {
      forward.add(trials[i], directions);
      backward.add(trials[trials.size() - 1 - i], directions);
    }
    for (const TpeRanking* ranking : {&forward, &backward}) {
      Numbers chosen = ranking->good();
      std::sort(chosen.begin(), chosen.end());
      BOOST_TEST_CONTEXT(expected["kind"].GetString()
                         << " " << directions.size() << " " << trials.size())
      BOOST_TEST(chosen == good, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
