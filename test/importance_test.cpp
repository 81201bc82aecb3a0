// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/importance.hpp>
#include <hone/records/text/json_distribution.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include "test/optuna_numbers.hpp"
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(importance)

namespace {

using hone::ImportanceOptions;
using Values = std::map<std::string, double>;

Values by_name(const std::vector<hone::Importance>& importances) {
  Values values;
  for (const hone::Importance& importance : importances)
    values[importance.param] = importance.value;
  return values;
}

// Builds a study from a fixture of test/fixtures/importances/make.py.
hone::Study study_of(const rapidjson::Value& fixture) {
  std::vector<hone::Direction> directions;
  for (const auto& direction : fixture["directions"].GetArray())
    directions.push_back(static_cast<hone::Direction>(direction.GetInt()));
  hone::Study study(
      hone::StudyOptions().study_name(fixture["name"].GetString()).directions(directions));
  std::vector<std::shared_ptr<const hone::Distribution>> distributions;
  for (const auto& text : fixture["distributions"].GetArray())
    distributions.push_back(std::make_shared<const hone::Distribution>(
        hone::detail::distribution_from_json(text.GetString())));
  for (const auto& record : fixture["trials"].GetArray()) {
    hone::FrozenTrial trial;
    trial.state = static_cast<hone::TrialState>(record["state"].GetInt());
    trial.values = hone_test::numbers(record["values"]);
    for (const auto& param : record["params"].GetArray())
      trial.params.push_back(
          {param[0].GetString(), distributions[param[1].GetUint()], param[2].GetDouble()});
    study.add_trial(trial);
  }
  return study;
}

ImportanceOptions options_of(const rapidjson::Value& fixture) {
  ImportanceOptions options;
  if (fixture.HasMember("target_quantile"))
    options.target_quantile(fixture["target_quantile"].GetDouble());
  if (fixture.HasMember("region_quantile"))
    options.region_quantile(fixture["region_quantile"].GetDouble());
  if (fixture.HasMember("evaluate_on_local"))
    options.evaluate_on_local(fixture["evaluate_on_local"].GetBool());
  if (fixture.HasMember("normalize")) options.normalize(fixture["normalize"].GetBool());
  if (fixture.HasMember("params")) options.params({fixture["params"][0].GetString()});
  if (fixture.HasMember("target"))
    options.target([at = fixture["target"].GetUint()](const hone::FrozenTrial& trial) {
      return trial.values[at];
    });
  return options;
}

hone::Study sphere() {
  hone::Study study(hone::StudyOptions().sampler(hone::RandomSampler(3)));
  study.optimize(
      [](hone::Trial& trial) {
        const double x = trial.suggest_float("x", -1, 1), y = trial.suggest_float("y", -1, 1);
        return x * x + y * y / 1000;
      },
      200);
  return study;
}

std::string refusal(const ImportanceOptions& options) {
  try {
    hone::param_importances(sphere(), options);
  } catch (const hone::ArgumentError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(importances_are_optunas) {
  const std::unique_ptr<const rapidjson::Document> studies(
      hone_test::read_fixture("importances/importances.json"));
  size_t compared = 0;
  for (const auto& fixture : studies->GetArray()) {
    const hone::Study study = study_of(fixture);
    for (const auto& expected : fixture["expected"].GetArray()) {
      const Values ours = by_name(hone::param_importances(study, options_of(expected["options"])));
      BOOST_TEST(ours.size() == expected["importances"].MemberCount());
      for (const auto& theirs : expected["importances"].GetObject()) {
        const double value = ours.at(theirs.name.GetString());
        BOOST_TEST(std::abs(value - theirs.value.GetDouble()) <= 1e-12,
                   fixture["name"].GetString() << ", " << theirs.name.GetString() << ": " << value
                                               << " is not " << theirs.value.GetDouble());
        ++compared;
      }
    }
  }
  BOOST_TEST(compared == 89u);
}

BOOST_AUTO_TEST_CASE(the_most_important_comes_first_and_all_add_up_to_one) {
  const std::vector<hone::Importance> importances = hone::param_importances(sphere());
  BOOST_TEST_REQUIRE(importances.size() == 2u);
  BOOST_TEST(importances[0].param == "x");
  BOOST_TEST(importances[0].value > 0.9);
  BOOST_TEST(std::abs(importances[0].value + importances[1].value - 1) < 1e-15);
}

BOOST_AUTO_TEST_CASE(a_study_with_nothing_to_go_by_finds_all_equal) {
  hone::Study study;
  BOOST_TEST(hone::param_importances(study).empty());
  study.optimize(
      [](hone::Trial& trial) {
        return trial.suggest_float("x", 0, 1) + trial.suggest_float("y", 0, 1);
      },
      1);
  BOOST_TEST((by_name(hone::param_importances(study)) == Values{{"x", 0.5}, {"y", 0.5}}));
  BOOST_TEST((by_name(hone::param_importances(study, ImportanceOptions().normalize(false))) ==
              Values{{"x", 0.0}, {"y", 0.0}}));
}

BOOST_AUTO_TEST_CASE(values_that_have_no_place_in_the_range_are_no_obstacle) {
  hone::Study study;
  const double low = 0.23900000000000002, high = 0.23900000000000005;
  study.optimize(
      [&](hone::Trial& trial) {
        trial.suggest_float("narrow", low, high, hone::Scale::log);
        return trial.suggest_float("x", 0, 1);
      },
      20);
  for (const hone::FrozenTrial& trial : study.trials())
    BOOST_TEST(hone::contains(*trial.find_param("narrow")->distribution,
                              trial.find_param("narrow")->internal));
  for (const auto& importance : hone::param_importances(study))
    BOOST_TEST(std::isfinite(importance.value));
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_and_named) {
  BOOST_TEST(refusal(ImportanceOptions().params({"x", "z"})) ==
             "hone: no COMPLETE trial of study \"study\" has a parameter \"z\" to assess; check "
             "its name");
  for (const auto& [target, region] :
       {std::pair<double, double>{0, 1}, {0.5, 0.5}, {0.5, 1.5}, {-1, 1}, {std::nan(""), 1}})
    BOOST_TEST(refusal(ImportanceOptions().target_quantile(target).region_quantile(region))
                   .find("target_quantile < region_quantile") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
