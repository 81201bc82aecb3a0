// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/grid.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include "test/temporary_directory.hpp"
#include <cstdint>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

BOOST_AUTO_TEST_SUITE(grid_sampler)

namespace {

using hone::GridSampler;
using hone::StudyOptions;
using hone::TrialState;
using Point = std::tuple<int64_t, double, std::string>;

const GridSampler::SearchSpace kSpace = {
    {"lr", {1e-3, 1e-2, 0.1}}, {"opt", {"sgd", "adam"}}, {"layers", {1, 2}}};

double objective(hone::Trial& trial) {
  trial.suggest_int("layers", 1, 8);
  trial.suggest_categorical("opt", {"sgd", "adam", "rmsprop"});
  return trial.suggest_float("lr", 1e-5, 1, hone::Scale::log);
}

std::vector<Point> points_of(const hone::Study& study) {
  std::vector<Point> points;
  for (const hone::FrozenTrial& trial : study.trials())
    points.emplace_back(trial.param<int64_t>("layers"), trial.param<double>("lr"),
                        trial.param<std::string>("opt"));
  return points;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_point_is_tried_once_in_optunas_order) {
  hone::Study study(StudyOptions().sampler(GridSampler(kSpace)));
  study.optimize(objective);
  const std::vector<Point> optunas = {{2, 0.001, "sgd"},  {2, 0.1, "adam"},   {1, 0.1, "sgd"},
                                      {2, 0.1, "sgd"},    {1, 0.01, "sgd"},   {2, 0.01, "sgd"},
                                      {1, 0.001, "adam"}, {2, 0.001, "adam"}, {2, 0.01, "adam"},
                                      {1, 0.01, "adam"},  {1, 0.001, "sgd"},  {1, 0.1, "adam"}};
  BOOST_TEST((points_of(study) == optunas));
  hone::Study seeded(StudyOptions().sampler(GridSampler(kSpace, 7)));
  seeded.optimize(objective, 3);
  const std::vector<Point> optunas_with_seed_7 = {
      {2, 0.001, "adam"}, {2, 0.1, "sgd"}, {1, 0.01, "sgd"}};
  BOOST_TEST((points_of(seeded) == optunas_with_seed_7));
}

BOOST_AUTO_TEST_CASE(a_study_goes_on_where_it_stopped_and_then_ends) {
  hone_test::TemporaryDirectory directory;
  const std::string path = directory / "grid";
  for (int open = 0; open < 3; ++open) {
    hone::Study study(path, StudyOptions().sampler(GridSampler(kSpace)));
    study.optimize(objective, 5);
  }
  hone::Study study(path, StudyOptions().sampler(GridSampler(kSpace)));
  study.optimize(objective);
  const std::vector<Point> points = points_of(study);
  BOOST_TEST(points.size() == 12u);
  BOOST_TEST(std::set<Point>(points.begin(), points.end()).size() == 12u);
}

BOOST_AUTO_TEST_CASE(jobs_share_a_grid) {
  hone::Study study(StudyOptions().sampler(GridSampler(kSpace)));
  study.optimize(objective, hone::OptimizeOptions().n_jobs(4));
  const std::vector<Point> points = points_of(study);
  BOOST_TEST(points.size() == 12u);
  BOOST_TEST(std::set<Point>(points.begin(), points.end()).size() == 12u);
}

BOOST_AUTO_TEST_CASE(two_handles_on_one_record_share_a_grid) {
  const auto storage = std::make_shared<hone::MemoryStorage>();
  hone::Study one(StudyOptions().storage(storage).sampler(GridSampler(kSpace)));
  hone::Study other(StudyOptions().storage(storage).sampler(GridSampler(kSpace)));
  for (int i = 0; i < 4; ++i) {
    one.optimize(objective, 1);
    hone::Trial held = other.ask();
    one.optimize(objective, 1);
    other.tell(held, objective(held));
  }
  const std::vector<Point> points = points_of(one);
  BOOST_TEST(points.size() == 12u);
  BOOST_TEST(std::set<Point>(points.begin(), points.end()).size() == 12u);
}

BOOST_AUTO_TEST_CASE(an_enqueued_trial_takes_no_point_of_the_grid) {
  hone::Study study(StudyOptions().sampler(GridSampler(kSpace)));
  study.enqueue_trial({{"lr", 0.5}, {"opt", "rmsprop"}, {"layers", 8}});
  study.optimize(objective);
  const std::vector<Point> points = points_of(study);
  BOOST_TEST(points.size() == 13u);
  BOOST_TEST(std::set<Point>(points.begin(), points.end()).size() == 13u);
}

BOOST_AUTO_TEST_CASE(a_failed_trial_has_had_its_point) {
  hone::Study study(StudyOptions().sampler(GridSampler({{"x", {1, 2, 3}}})));
  study.optimize([](hone::Trial&) -> double { throw std::runtime_error("no"); },
                 hone::OptimizeOptions().catch_errors(true));
  BOOST_TEST(study.trials().size() == 3u);
}

BOOST_AUTO_TEST_CASE(another_grid_of_the_study_does_not_count) {
  const auto storage = std::make_shared<hone::MemoryStorage>();
  const auto f = [](hone::Trial& trial) { return trial.suggest_float("x", 0, 10); };
  hone::Study first(StudyOptions().storage(storage).sampler(GridSampler({{"x", {1, 2}}})));
  first.optimize(f);
  hone::Study second(StudyOptions().storage(storage).sampler(GridSampler({{"x", {1, 2, 3}}})));
  second.optimize(f);
  BOOST_TEST(second.trials().size() == 5u);
}

BOOST_AUTO_TEST_CASE(ask_after_the_end_tries_a_point_again) {
  hone::Study study(StudyOptions().sampler(GridSampler({{"x", {1, 2}}})));
  const auto f = [](hone::Trial& trial) { return trial.suggest_float("x", 0, 10); };
  study.optimize(f);
  hone::Trial trial = study.ask();
  const double x = f(trial);
  BOOST_TEST((x == 1 || x == 2));
  study.tell(trial, x);
  study.optimize(f);
  BOOST_TEST(study.trials().size() == 3u);
}

BOOST_AUTO_TEST_CASE(what_the_grid_lacks_is_an_error_that_names_it) {
  const auto names = [](const std::string& word) {
    return [word](const hone::ArgumentError& error) {
      return std::string(error.what()).find(word) != std::string::npos;
    };
  };
  hone::Study study(StudyOptions().sampler(GridSampler({{"x", {"a", "b"}}})));
  BOOST_CHECK_EXCEPTION(
      study.optimize([](hone::Trial& trial) { return trial.suggest_float("y", 0, 1); }, 1),
      hone::ArgumentError, names("\"y\""));
  BOOST_CHECK_EXCEPTION(
      study.optimize([](hone::Trial& trial) { return trial.suggest_float("x", 0, 1); }, 1),
      hone::ArgumentError, names("x = \"a\""));
  BOOST_CHECK_EXCEPTION(GridSampler({{"x", {}}, {"y", {1}}}), hone::ArgumentError, names("\"x\""));
  const std::vector<hone::Value> many(1000, 1);
  BOOST_CHECK_EXCEPTION(GridSampler({{"x", many}, {"y", many}, {"z", many}}), hone::ArgumentError,
                        names("ten million"));
}

BOOST_AUTO_TEST_SUITE_END()
