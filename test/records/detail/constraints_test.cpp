// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/detail/constraints.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <string>

BOOST_AUTO_TEST_SUITE(constraints)

using Constraints = std::map<std::string, double>;

BOOST_AUTO_TEST_CASE(both_of_optunas_forms_are_read) {
  hone::FrozenTrial trial;
  BOOST_TEST(trial.constraints().empty());
  trial.system_attrs["constraints_of_another_kind"] = 9.0;
  BOOST_TEST(trial.constraints().empty());
  trial.system_attrs["constraints"] = hone::Json{"[0.5, -2]"};
  trial.system_attrs["constraints:size"] = 3;
  trial.system_attrs["constraints:1"] = 4.5;
  BOOST_TEST((trial.constraints() == Constraints{{"0", 0.5}, {"1", 4.5}, {"size", 3}}));
}

BOOST_AUTO_TEST_CASE(what_is_above_zero_is_a_violation_and_violations_add_up) {
  hone::FrozenTrial trial;
  BOOST_TEST(hone::detail::violation_of(trial) == 0);
  BOOST_TEST(hone::detail::is_feasible(trial));
  trial.system_attrs["constraints:time"] = -100.0;
  trial.system_attrs["constraints:size"] = 0.0;
  BOOST_TEST(hone::detail::is_feasible(trial));
  trial.system_attrs["constraints:size"] = 3;
  trial.system_attrs["constraints"] = hone::Json{"[0.5]"};
  BOOST_TEST(hone::detail::violation_of(trial) == 3.5);
  BOOST_TEST(!hone::detail::is_feasible(trial));
}

BOOST_AUTO_TEST_CASE(what_is_not_a_number_is_not_known_to_be_kept) {
  for (const hone::Value& value : {hone::Value(std::nan("")), hone::Value("small"),
                                   hone::Value(std::numeric_limits<double>::infinity())}) {
    hone::FrozenTrial trial;
    trial.system_attrs["constraints:size"] = value;
    BOOST_TEST(!hone::detail::is_feasible(trial));
  }
  for (const char* list : {"[NaN]", "[null]"}) {
    hone::FrozenTrial trial;
    trial.system_attrs["constraints"] = hone::Json{list};
    BOOST_TEST(!hone::detail::is_feasible(trial));
  }
}

BOOST_AUTO_TEST_SUITE_END()
