// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/detail/search_space.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(search_space)

namespace {

using Space = std::map<std::string, hone::Distribution>;

hone::FrozenTrial trial(hone::TrialState state, const Space& space) {
  hone::FrozenTrial result;
  result.state = state;
  for (const auto& [name, distribution] : space)
    result.params.insert(result.params.begin(),  // not sorted by name
                         {name, std::make_shared<const hone::Distribution>(distribution), 0});
  return result;
}

Space plain(const hone::detail::SearchSpace& space) {
  Space result;
  for (const auto& [name, distribution] : space) result.emplace(name, *distribution);
  return result;
}

const hone::Distribution kUnit = hone::FloatDistribution{0, 1};
const hone::Distribution kWide = hone::FloatDistribution{0, 2};
const hone::Distribution kLayers = hone::IntDistribution{1, 8};
const hone::Distribution kOptimizer = hone::CategoricalDistribution{{"sgd", "adam"}};

constexpr auto kComplete = hone::TrialState::complete;

}  // namespace

BOOST_AUTO_TEST_CASE(what_every_finished_trial_has_is_common) {
  hone::detail::IntersectionSearchSpace common;
  BOOST_TEST(common.get().empty());
  common.add(trial(kComplete, {{"a", kUnit}, {"b", kLayers}, {"c", kOptimizer}}));
  BOOST_TEST((plain(common.get()) == Space{{"a", kUnit}, {"b", kLayers}, {"c", kOptimizer}}));
  common.add(trial(kComplete, {{"c", kOptimizer}, {"a", kUnit}, {"z", kUnit}}));
  BOOST_TEST((plain(common.get()) == Space{{"a", kUnit}, {"c", kOptimizer}}));
  common.add(trial(hone::TrialState::pruned, {{"a", kUnit}}));
  BOOST_TEST((plain(common.get()) == Space{{"a", kUnit}}));
  BOOST_TEST(common.first().size() == 3u);
}

BOOST_AUTO_TEST_CASE(another_range_under_the_same_name_is_not_common) {
  hone::detail::IntersectionSearchSpace common;
  common.add(trial(kComplete, {{"a", kUnit}, {"b", kUnit}}));
  common.add(trial(kComplete, {{"a", kWide}, {"b", kUnit}}));
  common.add(trial(kComplete, {{"a", kUnit}, {"b", kUnit}}));  // once removed, it stays out
  BOOST_TEST((plain(common.get()) == Space{{"b", kUnit}}));
}

BOOST_AUTO_TEST_CASE(unfinished_and_failed_trials_say_nothing) {
  hone::detail::IntersectionSearchSpace common;
  for (const auto state :
       {hone::TrialState::fail, hone::TrialState::running, hone::TrialState::waiting})
    common.add(trial(state, {{"z", kUnit}}));
  common.add(trial(kComplete, {{"a", kUnit}}));
  common.add(trial(hone::TrialState::fail, {}));
  BOOST_TEST((plain(common.get()) == Space{{"a", kUnit}}));
}

BOOST_AUTO_TEST_CASE(after_a_trial_without_parameters_nothing_is_common) {
  hone::detail::IntersectionSearchSpace common;
  common.add(trial(kComplete, {}));
  common.add(trial(kComplete, {{"a", kUnit}}));
  BOOST_TEST(common.get().empty());
}

BOOST_AUTO_TEST_CASE(spaces_are_compared_by_what_they_hold) {
  const auto space = [](const Space& of) { return hone::detail::space_of(trial(kComplete, of)); };
  using hone::detail::is_same;
  BOOST_TEST(is_same(space({{"a", kUnit}}), space({{"a", kUnit}})));
  BOOST_TEST(!is_same(space({{"a", kUnit}}), space({{"a", kWide}})));
  BOOST_TEST(!is_same(space({{"a", kUnit}}), space({{"b", kUnit}})));
  BOOST_TEST(!is_same(space({{"a", kUnit}}), space({{"a", kUnit}, {"b", kUnit}})));
  BOOST_TEST(!is_same(space({{"a", kUnit}, {"b", kUnit}}), space({{"a", kUnit}})));
}

BOOST_AUTO_TEST_CASE(parameters_that_always_come_together_are_a_group) {
  hone::detail::GroupedSearchSpace groups;
  const auto parts = [&] {
    std::vector<Space> result;
    for (const auto& part : groups.get()) result.push_back(plain(part));
    return result;
  };
  BOOST_TEST(groups.get().empty());
  groups.add(trial(kComplete, {{"a", kUnit}, {"b", kLayers}, {"c", kUnit}}));
  BOOST_TEST((parts() == std::vector<Space>{{{"a", kUnit}, {"b", kLayers}, {"c", kUnit}}}));
  groups.add(trial(hone::TrialState::pruned, {{"a", kWide}, {"z", kUnit}}));
  groups.add(trial(hone::TrialState::fail, {{"b", kLayers}}));
  BOOST_TEST((parts() == std::vector<Space>{{{"a", kUnit}},  // with its first distribution
                                            {{"b", kLayers}, {"c", kUnit}},
                                            {{"z", kUnit}}}));
  groups.add(trial(kComplete, {{"a", kUnit}, {"b", kLayers}, {"c", kUnit}}));
  BOOST_TEST(groups.get().size() == 3u);
  BOOST_TEST(groups.whole().size() == 4u);
}

BOOST_AUTO_TEST_CASE(what_is_left_out_is_in_no_space) {
  hone::detail::IntersectionSearchSpace common;
  hone::detail::GroupedSearchSpace groups;
  common.leave_out({"a"});
  groups.leave_out({"a"});
  common.add(trial(kComplete, {{"a", kUnit}, {"b", kUnit}}));
  groups.add(trial(kComplete, {{"a", kUnit}, {"b", kUnit}}));
  BOOST_TEST((plain(common.get()) == Space{{"b", kUnit}}));
  BOOST_TEST((plain(groups.whole()) == Space{{"b", kUnit}}));
}

BOOST_AUTO_TEST_SUITE_END()
