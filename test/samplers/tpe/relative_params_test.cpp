// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/tpe/relative_params.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(relative_params)

using hone::FrozenTrial;
using hone::Params;
using hone::detail::relative_params_of;
using hone::detail::to_relative_params;

BOOST_AUTO_TEST_CASE(they_are_one_json_object_by_name) {
  const hone::Attributes attributes =
      to_relative_params({{"lr", 0.001}, {"layers", 3}, {"opt", "adam"}, {"bias", true}});
  BOOST_TEST(attributes.size() == 1u);
  BOOST_TEST(attributes.at("tpe:relative_params:0").as<std::string>() ==
             R"({"bias":true,"layers":3,"lr":0.001,"opt":"adam"})");
}

BOOST_AUTO_TEST_CASE(what_optuna_wrote_is_read) {
  FrozenTrial trial;
  trial.system_attrs["tpe:relative_params:0"] =
      "{\"f\": 1e-05, \"n\": 3, \"c\": \"caf\\u00e9 \\ud83d\\ude00\", \"w";
  trial.system_attrs["tpe:relative_params:1"] = "hole\": 2.0, \"none\": null}";
  const Params params = relative_params_of(trial);
  BOOST_TEST(params.size() == 5u);
  BOOST_TEST((params.at("f") == hone::Value(1e-5)));
  BOOST_TEST((params.at("n") == hone::Value(3)));
  BOOST_TEST((params.at("c") == hone::Value("caf\u00e9 \U0001F600")));
  BOOST_TEST((params.at("whole") == hone::Value(2.0)));
  BOOST_TEST((params.at("none") == hone::Value(nullptr)));
}

BOOST_AUTO_TEST_CASE(long_ones_are_cut_where_databases_can_hold_them) {
  for (size_t shift = 0; shift < 8; ++shift) {
    Params params{{std::string(shift, '!'), 0}};
    for (int i = 0; i < 50; ++i) {
      std::string name;
      for (int repeat = 0; repeat < 20; ++repeat) name += "\U0001F600\u00e4";
      params[name + std::to_string(i)] = i / 7.0;
    }
    const hone::Attributes attributes = to_relative_params(params);
    BOOST_TEST(attributes.size() > 3u);
    FrozenTrial trial;
    for (const auto& [key, value] : attributes) {
      const std::string piece = value.as<std::string>();
      BOOST_TEST(piece.size() <= 2045u);
      BOOST_TEST((static_cast<unsigned char>(piece.front()) & 0xc0) != 0x80);
      trial.system_attrs[key] = value;
    }
    BOOST_TEST((relative_params_of(trial) == params));
  }
}

BOOST_AUTO_TEST_CASE(a_part_of_them_is_none) {
  FrozenTrial trial;
  BOOST_TEST(relative_params_of(trial).empty());
  trial.system_attrs["tpe:relative_params:0"] = "{\"f\": 1e-05, \"n";
  BOOST_TEST(relative_params_of(trial).empty());
  trial.system_attrs["tpe:relative_params:2"] = "\": 1}";  // part 1 is still missing
  BOOST_TEST(relative_params_of(trial).empty());
  trial.system_attrs["tpe:relative_params:0"] = "[1, 2]";
  BOOST_TEST(relative_params_of(trial).empty());
  trial.system_attrs["tpe:relative_params:0"] = 17;
  BOOST_TEST(relative_params_of(trial).empty());
}

BOOST_AUTO_TEST_SUITE_END()
