// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/brute_force.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace hone {
// For std::set; any order works.
static bool operator<(const Value& a, const Value& b) { return a.to_string() < b.to_string(); }
}  // namespace hone

BOOST_AUTO_TEST_SUITE(brute_force_sampler)

namespace {

using hone::BruteForceSampler;
using hone::StudyOptions;

// Optuna's own example: 5 points with "x", 6 with "a" and "b".
double conditional(hone::Trial& trial) {
  if (trial.suggest_categorical("c", {"float", "int"}) == "float")
    return trial.suggest_float("x", 1, 3, hone::Step(0.5));
  const int64_t a = trial.suggest_int("a", 1, 3);
  return static_cast<double>(a + trial.suggest_int("b", a, 3));
}

std::set<hone::Params> points_of(const hone::Study& study) {
  std::set<hone::Params> points;
  for (const hone::FrozenTrial& trial : study.trials()) {
    hone::Params params;
    for (const hone::Param& param : trial.params) params[param.name] = param.value().to_string();
    points.insert(params);
  }
  return points;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_path_of_a_conditional_space_is_tried_once) {
  for (const uint64_t seed : {1u, 2u, 3u}) {
    hone::Study study(StudyOptions().sampler(BruteForceSampler(seed)));
    study.optimize(conditional);
    BOOST_TEST(study.trials().size() == 11u);
    BOOST_TEST(points_of(study).size() == 11u);
  }
}

BOOST_AUTO_TEST_CASE(a_continued_study_ends_where_one_run_would_have) {
  const auto storage = std::make_shared<hone::MemoryStorage>();
  for (int open = 0; open < 3; ++open)
    hone::Study(StudyOptions().storage(storage).sampler(BruteForceSampler(1)))
        .optimize(conditional, 2);
  hone::Study study(StudyOptions().storage(storage).sampler(BruteForceSampler(1)));
  study.optimize(conditional);
  BOOST_TEST(study.trials().size() == 11u);
  BOOST_TEST(points_of(study).size() == 11u);
  study.optimize(conditional);
  BOOST_TEST(study.trials().size() == 11u);
}

BOOST_AUTO_TEST_CASE(the_same_history_is_offered_the_same_point) {
  std::vector<hone::Study> studies;
  for (int i = 0; i < 2; ++i) studies.emplace_back(StudyOptions().sampler(BruteForceSampler(5)));
  studies[0].optimize(conditional);
  for (int i = 0; i < 11; ++i) studies[1].optimize(conditional, 1);
  for (size_t i = 0; i < 11; ++i)
    BOOST_TEST((studies[0].trials()[i].value() == studies[1].trials()[i].value()));
}

BOOST_AUTO_TEST_CASE(jobs_miss_nothing) {
  hone::Study study(StudyOptions().sampler(BruteForceSampler(3)));
  study.optimize(conditional, hone::OptimizeOptions().n_jobs(4));
  BOOST_TEST(points_of(study).size() == 11u);
}

BOOST_AUTO_TEST_CASE(a_running_trials_point_is_left_to_it) {
  hone::Study study(StudyOptions().sampler(BruteForceSampler(3)));
  const auto f = [](hone::Trial& trial) {
    return static_cast<double>(trial.suggest_int("n", 0, 9));
  };
  hone::Trial held = study.ask();
  const double value = f(held);
  study.optimize(f);
  BOOST_TEST(study.trials().size() == 10u);
  study.tell(held, value);
  BOOST_TEST(points_of(study).size() == 10u);
}

BOOST_AUTO_TEST_CASE(a_failed_or_enqueued_trial_counts_for_its_point) {
  hone::Study study(StudyOptions().sampler(BruteForceSampler(3)));
  study.enqueue_trial({{"n", 4}});
  study.enqueue_trial({{"n", 400}});  // outside the space: one more trial
  study.optimize(
      [](hone::Trial& trial) -> double {
        if (trial.suggest_int("n", 0, 9) == 4) throw std::runtime_error("no");
        return 0;
      },
      hone::OptimizeOptions().catch_errors(true));
  BOOST_TEST(study.trials().size() == 11u);
  BOOST_TEST(points_of(study).size() == 11u);
}

BOOST_AUTO_TEST_CASE(an_objective_without_parameters_is_tried_once) {
  hone::Study study(StudyOptions().sampler(BruteForceSampler()));
  study.optimize([](hone::Trial&) { return 1.0; });
  BOOST_TEST(study.trials().size() == 1u);
}

BOOST_AUTO_TEST_CASE(small_branches_come_up_early) {
  // Half of the draws are by branch, so the single "none" is not drawn once in a thousand only.
  std::map<std::string, int> first;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    hone::Study study(StudyOptions().sampler(BruteForceSampler(seed)));
    const auto f = [](hone::Trial& trial) {
      if (trial.suggest_categorical("kind", {"none", "some"}) == "none") return 0.0;
      return static_cast<double>(trial.suggest_int("n", 1, 1000));
    };
    study.enqueue_trial({{"kind", "some"}, {"n", 1}});
    study.optimize(f, 2);
    ++first[study.trials()[1].param<std::string>("kind")];
  }
  BOOST_TEST(first["none"] > 30);
  BOOST_TEST(first["none"] < 70);
}

BOOST_AUTO_TEST_CASE(a_large_range_costs_no_memory) {
  hone::Study study(StudyOptions().sampler(BruteForceSampler(3)));
  study.optimize(
      [](hone::Trial& trial) {
        return static_cast<double>(trial.suggest_int("n", 0, int64_t{1} << 52));
      },
      20);
  BOOST_TEST(points_of(study).size() == 20u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_enumerated_is_an_error_that_names_it) {
  const auto names = [](const std::string& word) {
    return [word](const hone::ArgumentError& error) {
      return std::string(error.what()).find(word) != std::string::npos;
    };
  };
  hone::Study study(StudyOptions().sampler(BruteForceSampler()));
  BOOST_CHECK_EXCEPTION(
      study.optimize([](hone::Trial& trial) { return trial.suggest_float("lr", 0, 1); }, 1),
      hone::ArgumentError, names("\"lr\""));
  hone::Study changing(StudyOptions().sampler(BruteForceSampler()));
  BOOST_CHECK_EXCEPTION(changing.optimize([](hone::Trial& trial) {
    return static_cast<double>(trial.suggest_int("n" + std::to_string(trial.number()), 1, 9));
  }),
                        hone::ArgumentError, names("\"n0\""));
}

BOOST_AUTO_TEST_SUITE_END()
