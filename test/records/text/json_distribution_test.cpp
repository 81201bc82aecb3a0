// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/text/json_distribution.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(json_distribution)

using hone::CategoricalDistribution;
using hone::Distribution;
using hone::FloatDistribution;
using hone::IntDistribution;
using hone::detail::distribution_from_json;
using hone::detail::distribution_to_json;

BOOST_AUTO_TEST_CASE(distributions_are_written_as_optuna_reads_them) {
  BOOST_TEST(
      distribution_to_json(FloatDistribution{1e-5, 0.1, true, {}}) ==
      R"({"name":"FloatDistribution","attributes":{"step":null,"low":1e-05,"high":0.1,"log":true}})");
  BOOST_TEST(
      distribution_to_json(FloatDistribution{0, 1, false, 0.25}) ==
      R"({"name":"FloatDistribution","attributes":{"step":0.25,"low":0.0,"high":1.0,"log":false}})");
  BOOST_TEST(distribution_to_json(IntDistribution{1, 8, false, 1}) ==
             R"({"name":"IntDistribution","attributes":{"log":false,"step":1,"low":1,"high":8}})");
  BOOST_TEST(
      distribution_to_json(CategoricalDistribution{{"sgd", nullptr, true, 3, 3.0}}) ==
      R"({"name":"CategoricalDistribution","attributes":{"choices":["sgd",null,true,3,3.0]}})");
}

BOOST_AUTO_TEST_CASE(every_distribution_is_read_back_as_itself) {
  const Distribution distributions[] = {
      FloatDistribution{-1, 1, false, {}},
      FloatDistribution{1e-300, 1e300, true, {}},
      FloatDistribution{0.1, 0.3, false, 0.1},
      IntDistribution{std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(),
                      false, 1},
      IntDistribution{1, 1024, true, 1},
      IntDistribution{-7, 8, false, 3},
      CategoricalDistribution{{1, 1.0, true, "1", nullptr, hone::Json{"[1,2]"}}}};
  for (const Distribution& distribution : distributions)
    BOOST_TEST((distribution_from_json(distribution_to_json(distribution)) == distribution),
               distribution_to_json(distribution));
}

BOOST_AUTO_TEST_CASE(old_classes_and_short_forms_are_read) {
  const std::pair<const char*, Distribution> cases[] = {
      {R"({"name": "UniformDistribution", "attributes": {"low": 0, "high": 1.5}})",
       FloatDistribution{0, 1.5, false, {}}},
      {R"({"name": "LogUniformDistribution", "attributes": {"low": 0.1, "high": 1.5}})",
       FloatDistribution{0.1, 1.5, true, {}}},
      {R"({"name": "DiscreteUniformDistribution", "attributes": {"low": 0, "high": 1.05, "q": 0.1}})",
       FloatDistribution{0, 1, false, 0.1}},
      {R"({"name": "IntUniformDistribution", "attributes": {"low": 0, "high": 10, "step": 3}})",
       IntDistribution{0, 9, false, 3}},
      {R"({"name": "IntLogUniformDistribution", "attributes": {"low": 1, "high": 10, "step": 1}})",
       IntDistribution{1, 10, true, 1}},
      {R"({"type": "float", "low": 0, "high": 1, "log": false, "step": null})",
       FloatDistribution{0, 1, false, {}}},
      {R"({"type": "float", "low": 0, "high": Infinity, "step": 0.1})",
       FloatDistribution{0, std::numeric_limits<double>::infinity(), false, 0.1}},
      {R"({"type": "float", "low": -1e308, "high": 1e308, "step": Infinity})",
       FloatDistribution{-1e308, 1e308, false, std::numeric_limits<double>::infinity()}},
      {R"({"type": "int", "low": 0.0, "high": 3.0})", IntDistribution{0, 3, false, 1}},
      {R"({"type": "categorical", "choices": ["a", 1]})", CategoricalDistribution{{"a", 1}}}};
  for (const auto& [text, distribution] : cases)
    BOOST_TEST((distribution_from_json(std::string_view(text)) == distribution), text);
}

BOOST_AUTO_TEST_CASE(what_is_no_distribution_is_refused) {
  for (const char* text : {"",
                           "1",
                           "[]",
                           "{}",
                           R"({"name": 1})",
                           R"({"name": "FloatDistribution"})",
                           R"({"name": "BetaDistribution", "attributes": {}})",
                           R"({"type": "float", "low": 0})",
                           R"({"type": "float", "low": 1, "high": 0})",
                           R"({"type": "float", "low": NaN, "high": 0})",
                           R"({"type": "float", "low": 0, "high": 1, "log": true})",
                           R"({"type": "float", "low": 0, "high": 1, "step": 0})",
                           R"({"type": "float", "low": "0", "high": 1})",
                           R"({"type": "int", "low": 0.5, "high": 1})",
                           R"({"type": "int", "low": 0, "high": 1e300})",
                           R"({"type": "int", "low": 0, "high": 1, "step": 0})",
                           R"({"type": "int", "low": 0, "high": 1, "log": true})",
                           R"({"type": "int", "low": 0, "high": 1, "log": 1})",
                           R"({"type": "categorical", "choices": []})",
                           R"({"type": "categorical", "choices": {}})"})
    BOOST_CHECK_THROW(distribution_from_json(std::string_view(text)), hone::ArgumentError);
}

BOOST_AUTO_TEST_SUITE_END()
