// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/pruners/nop.hpp>
#include <hone/pruners/patient.hpp>

#include <boost/test/unit_test.hpp>

#include "test/pruners/asked.hpp"
#include <memory>
#include <string>

BOOST_AUTO_TEST_SUITE(patient_pruner)

namespace {

using namespace hone_test;

// Always prunes, and counts its calls.
struct Always final : hone::Pruner {
  int64_t asked = 0;
  hone::Verdict prune(const hone::StudyRecord&, const hone::FrozenTrial&) override {
    return {true, {{"asked", ++asked}}};
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(decisions_are_optunas_step_by_step) {
  const size_t compared = compare_with_optuna(
      "patient1", [] { return hone::PatientPruner(1); },
      [](const std::string& which) { BOOST_ERROR(which); });
  BOOST_TEST(compared == 10u);
}

BOOST_AUTO_TEST_CASE(the_wrapped_pruner_is_asked_when_patience_is_over_and_has_the_last_word) {
  const auto always = std::make_shared<Always>();
  hone::PatientPruner patient(always, 1);
  hone::StudyRecord study = study_of(hone::Direction::minimize);
  const int64_t trial = begin(study);
  BOOST_TEST(report(patient, study, trial, {{0, 1.0}, {1, 2.0}, {2, 2.0}, {3, 0.5}}) ==
             (Decisions{0, 0, 1, 0}));
  BOOST_TEST(always->asked == 1);
  BOOST_TEST(study.trials[0].system_attrs.at("asked").as<int>() == 1);
  hone::PatientPruner never(hone::NopPruner(), 0);
  BOOST_TEST(decisions(never, study, {{0, 1.0}, {1, 2.0}}) == (Decisions{0, 0}));
}

BOOST_AUTO_TEST_CASE(min_delta_is_how_much_worse_all_must_be) {
  const hone::StudyRecord up = study_of(hone::Direction::maximize),
                          down = study_of(hone::Direction::minimize);
  hone::PatientPruner patient(0, 0.5);
  BOOST_TEST(decisions(patient, down, {{0, 1.0}, {1, 1.5}, {2, 1.75}}) == (Decisions{0, 0, 1}));
  BOOST_TEST(decisions(patient, up, {{0, 1.0}, {1, 0.5}, {2, 0.25}}) == (Decisions{0, 0, 1}));
}

BOOST_AUTO_TEST_CASE(nan_is_no_improvement_and_nothing_but_nan_says_nothing) {
  const hone::StudyRecord study = study_of(hone::Direction::minimize);
  hone::PatientPruner patient(1);
  BOOST_TEST(decisions(patient, study, {{0, 1.0}, {1, kNan}, {2, 2.0}}) == (Decisions{0, 0, 1}));
  BOOST_TEST(decisions(patient, study, {{0, 1.0}, {1, kNan}, {2, kNan}}) == (Decisions{0, 0, 0}));
  BOOST_TEST(decisions(patient, study, {{0, kNan}, {1, 2.0}, {2, 2.0}}) == (Decisions{0, 0, 0}));
  BOOST_TEST(decisions(patient, study, {{0, 1.0}, {1, kInfinity}, {2, kInfinity}}) ==
             (Decisions{0, 0, 1}));
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_and_named) {
  BOOST_TEST(refusal([] { hone::PatientPruner(-1); }) == "hone: patience of -1; it is at least 0");
  BOOST_TEST(refusal([] { hone::PatientPruner(1, -0.5); }) ==
             "hone: min_delta of -0.5; it is a number of at least 0");
  BOOST_TEST(refusal([] { hone::PatientPruner(1, kNan); }) != "");
  BOOST_TEST(refusal([] { hone::PatientPruner(std::shared_ptr<Always>(), 1); }) != "");
}

BOOST_AUTO_TEST_SUITE_END()
