// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/brute_force.hpp>
#include <hone/samplers/partial_fixed.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <memory>
#include <string>

BOOST_AUTO_TEST_SUITE(partial_fixed_sampler)

namespace {

using hone::PartialFixedSampler;
using hone::StudyOptions;

double objective(hone::Trial& trial) {
  const double x = trial.suggest_float("x", -1, 1);
  const int64_t y = trial.suggest_int("y", -5, 5);
  return x * x + static_cast<double>(y);
}

}  // namespace

BOOST_AUTO_TEST_CASE(fixed_parameters_stay_and_the_others_are_searched) {
  hone::Study study(StudyOptions().sampler(
      PartialFixedSampler({{"y", 3}}, hone::TpeSampler(hone::TpeSamplerOptions().seed(1)))));
  study.optimize(objective, 40);
  for (const hone::FrozenTrial& trial : study.trials()) BOOST_TEST(trial.param<int>("y") == 3);
  BOOST_TEST(study.best_value() < 3.01);
}

BOOST_AUTO_TEST_CASE(the_others_are_drawn_as_by_their_sampler_alone) {
  hone::Study fixed(
      StudyOptions().sampler(PartialFixedSampler({{"y", 3}}, hone::RandomSampler(7))));
  hone::Study plain(StudyOptions().sampler(hone::RandomSampler(7)));
  fixed.optimize(objective, 5);
  plain.optimize(objective, 5);
  for (size_t i = 0; i < 5; ++i)
    BOOST_TEST(fixed.trials()[i].param<double>("x") == plain.trials()[i].param<double>("x"));
}

BOOST_AUTO_TEST_CASE(a_model_of_the_others_leaves_the_fixed_ones_out) {
  const auto storage = std::make_shared<hone::MemoryStorage>();
  const auto tpe = [] { return hone::TpeSampler(hone::TpeSamplerOptions().seed(1)); };
  hone::Study(StudyOptions().storage(storage).sampler(tpe())).optimize(objective, 20);
  hone::Study study(
      StudyOptions().storage(storage).sampler(PartialFixedSampler({{"y", 3}}, tpe())));
  study.optimize(objective, 1);
  const hone::Attributes attributes = study.trials().back().system_attrs;
  const auto together = attributes.find("tpe:relative_params:0");
  BOOST_REQUIRE(together != attributes.end());
  BOOST_TEST(together->second.as<std::string>().find("\"x\"") != std::string::npos);
  BOOST_TEST(together->second.as<std::string>().find("\"y\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_other_sampler_is_the_end) {
  hone::Study study(StudyOptions().sampler(
      PartialFixedSampler({{"a", 1}}, std::make_shared<hone::BruteForceSampler>(1))));
  study.optimize(
      [](hone::Trial& trial) { return static_cast<double>(trial.suggest_int("b", 1, 4)); });
  BOOST_TEST(study.trials().size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_value_outside_the_range_is_taken_and_one_of_another_kind_refused) {
  hone::Study study(
      StudyOptions().sampler(PartialFixedSampler({{"y", 77}}, hone::RandomSampler(7))));
  study.optimize(objective, 1);
  BOOST_TEST(study.trials().front().param<int>("y") == 77);
  hone::Study other(
      StudyOptions().sampler(PartialFixedSampler({{"y", "many"}}, hone::RandomSampler(7))));
  BOOST_CHECK_EXCEPTION(
      other.optimize(objective, 1), hone::ArgumentError, [](const hone::ArgumentError& error) {
        return std::string(error.what()).find("fixed at \"many\"") != std::string::npos;
      });
}

BOOST_AUTO_TEST_SUITE_END()
