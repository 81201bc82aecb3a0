// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/cma_es.hpp>
#include <hone/samplers/partial_fixed.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(cma_es_sampler)

namespace {

using hone::CmaEsSampler;
using hone::CmaEsSamplerOptions;
using hone::StudyOptions;

double ellipsoid(hone::Trial& trial) {
  const double x = trial.suggest_float("x", -5, 5), y = trial.suggest_float("y", -5, 5);
  const double z = std::log10(trial.suggest_float("z", 1e-5, 1, hone::Scale::log));
  return (x - 1) * (x - 1) + 20 * (x - y) * (x - y) + (z + 3) * (z + 3);
}

double with_integers(hone::Trial& trial) {
  double sum = 0;
  for (const char* name : {"a", "b", "c"}) {
    const auto n = static_cast<double>(trial.suggest_int(name, 0, 20));
    sum += (n - 13) * (n - 13);
  }
  const double x = trial.suggest_float("x", -5, 5);
  return sum + x * x;
}

CmaEsSamplerOptions seeded(uint64_t seed) { return CmaEsSamplerOptions().seed(seed); }

double median_best(const CmaEsSamplerOptions& options,
                   const std::function<double(hone::Trial&)>& objective, int64_t trials,
                   bool maximize = false) {
  std::vector<double> bests;
  for (uint64_t seed = 0; seed < 7; ++seed) {
    hone::Study study(
        StudyOptions()
            .direction(maximize ? hone::Direction::maximize : hone::Direction::minimize)
            .sampler(CmaEsSampler(CmaEsSamplerOptions(options).seed(seed))));
    study.optimize([&](hone::Trial& trial) { return (maximize ? -1 : 1) * objective(trial); },
                   trials);
    bests.push_back((maximize ? -1 : 1) * study.best_value());
  }
  std::sort(bests.begin(), bests.end());
  return bests[3];
}

std::vector<double> xs_of(const hone::Study& study) {
  std::vector<double> xs;
  for (const hone::FrozenTrial& trial : study.trials()) xs.push_back(trial.param<double>("x"));
  return xs;
}

template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const hone::ArgumentError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_converges_on_an_ellipsoid_either_way) {
  BOOST_TEST(median_best({}, ellipsoid, 300) < 1e-4);
  BOOST_TEST(median_best({}, ellipsoid, 300, /*maximize=*/true) < 1e-4);
  BOOST_TEST(median_best(CmaEsSamplerOptions().use_separable_cma(true), ellipsoid, 300) < 0.1);
}

BOOST_AUTO_TEST_CASE(integers_are_found_with_and_without_margin) {
  BOOST_TEST(median_best({}, with_integers, 250) < 4);
  BOOST_TEST(median_best(CmaEsSamplerOptions().with_margin(true), with_integers, 250) < 1);
}

BOOST_AUTO_TEST_CASE(a_continued_study_goes_on_as_if_it_had_never_stopped) {
  for (const bool margin : {false, true}) {
    const auto sampler = [&] { return CmaEsSampler(seeded(5).with_margin(margin)); };
    hone::Study whole(StudyOptions().sampler(sampler()));
    whole.optimize(with_integers, 40);
    const auto storage = std::make_shared<hone::MemoryStorage>();
    for (int part = 0; part < 4; ++part)
      hone::Study(StudyOptions().storage(storage).sampler(sampler())).optimize(with_integers, 10);
    BOOST_TEST((xs_of(hone::Study(StudyOptions().storage(storage))) == xs_of(whole)));
  }
}

BOOST_AUTO_TEST_CASE(jobs_share_one_distribution) {
  hone::Study study(StudyOptions().sampler(CmaEsSampler(seeded(3))));
  study.optimize(ellipsoid, hone::OptimizeOptions().n_trials(300).n_jobs(3));
  BOOST_TEST(study.best_value() < 0.05);
}

BOOST_AUTO_TEST_CASE(a_trial_that_is_taken_up_again_is_offered_the_same_point) {
  hone::Study study(StudyOptions().sampler(CmaEsSampler(seeded(3))));
  study.optimize(ellipsoid, 8);
  double first;
  {
    hone::Trial dropped = study.ask();
    first = dropped.suggest_float("x", -5, 5);
  }
  hone::Trial trial = study.ask();
  BOOST_TEST(trial.number() == 8);
  const double y = trial.suggest_float("y", -5, 5);
  BOOST_TEST(trial.suggest_float("x", -5, 5) == first);
  hone::Study other(StudyOptions().sampler(CmaEsSampler(seeded(3))));
  other.optimize(ellipsoid, 9);
  BOOST_TEST(other.trials()[8].param<double>("y") == y);
}

BOOST_AUTO_TEST_CASE(choices_are_drawn_at_random_beside_it) {
  hone::Study study(StudyOptions().sampler(CmaEsSampler(seeded(3))));
  int on = 0;
  study.optimize(
      [&](hone::Trial& trial) {
        on += trial.suggest_categorical("flag", {true, false});
        return ellipsoid(trial);
      },
      200);
  BOOST_TEST(study.best_value() < 0.1);
  BOOST_TEST((on > 60 && on < 140));
}

BOOST_AUTO_TEST_CASE(a_search_begins_where_it_is_told_to) {
  hone::Study near(StudyOptions().sampler(
      CmaEsSampler(seeded(3).x0({{"x", 4}, {"y", -4}, {"z", 1e-3}}).sigma0(1e-3))));
  near.optimize(ellipsoid, 5);
  for (size_t i = 1; i < 5; ++i) {
    BOOST_TEST(std::abs(near.trials()[i].param<double>("x") - 4) < 0.05);
    BOOST_TEST(std::abs(near.trials()[i].param<double>("y") + 4) < 0.05);
  }
  hone::Study source(StudyOptions().sampler(hone::RandomSampler(1)));
  source.optimize(ellipsoid, 200);
  hone::Study warm(StudyOptions().sampler(CmaEsSampler(seeded(3).source_trials(source.trials()))));
  hone::Study cold(StudyOptions().sampler(CmaEsSampler(seeded(3))));
  double warm_sum = 0, cold_sum = 0;
  warm.optimize(
      [&](hone::Trial& t) {
        const double v = ellipsoid(t);
        warm_sum += v;
        return v;
      },
      30);
  cold.optimize(
      [&](hone::Trial& t) {
        const double v = ellipsoid(t);
        cold_sum += v;
        return v;
      },
      30);
  BOOST_TEST(warm_sum < cold_sum);
}

BOOST_AUTO_TEST_CASE(a_fixed_parameter_is_no_axis) {
  hone::Study study(
      StudyOptions().sampler(hone::PartialFixedSampler({{"x", 2}}, CmaEsSampler(seeded(3)))));
  study.optimize(ellipsoid, 200);
  BOOST_TEST(std::abs(study.best_trial().param<double>("y") - 2) < 0.05);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_refused_and_named) {
  BOOST_TEST(refusal([] { CmaEsSamplerOptions().popsize(1); }) ==
             "hone: popsize of 1; it is at least 2");
  BOOST_TEST(refusal([] { CmaEsSamplerOptions().sigma0(0); }).find("sigma0") != std::string::npos);
  BOOST_TEST(refusal([] {
               CmaEsSampler(CmaEsSamplerOptions().sigma0(0.1).source_trials({}));
             }).find("source_trials") != std::string::npos);
  BOOST_TEST(refusal([] {
               CmaEsSampler(CmaEsSamplerOptions().use_separable_cma(true).with_margin(true));
             }).find("with_margin") != std::string::npos);
  const auto run = [](const CmaEsSamplerOptions& options, StudyOptions study) {
    hone::Study(study.sampler(CmaEsSampler(options)))
        .optimize([](hone::Trial& trial) { return ellipsoid(trial); }, 3);
  };
  BOOST_TEST(refusal([&] {
               run(CmaEsSamplerOptions().x0({{"x", 1}}), {});
             }).find("\"y\"") != std::string::npos);
  BOOST_TEST(refusal([&] {
               run(CmaEsSamplerOptions().source_trials({}), {});
             }).find("at least 10") != std::string::npos);
  BOOST_TEST(
      refusal([&] {
        run({}, StudyOptions().directions({hone::Direction::minimize, hone::Direction::minimize}));
      }).find("2 objectives") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_search_that_has_shrunk_begins_anew_elsewhere_with_larger_generations) {
  const auto flat = [](hone::Trial& trial) {
    trial.suggest_float("x", 0, 1);
    trial.suggest_float("y", 0, 1);
    return 0.0;
  };
  const auto storage = std::make_shared<hone::MemoryStorage>();
  const auto open = [&] {
    return hone::Study(StudyOptions().storage(storage).sampler(
        CmaEsSampler(seeded(3).restart_strategy(hone::RestartStrategy::ipop).inc_popsize(3))));
  };
  open().optimize(flat, 150);
  hone::Study study = open();  // as another process: the state follows from the record
  study.optimize(flat, 50);
  std::map<int64_t, int64_t> sizes;
  for (const hone::FrozenTrial& trial : study.trials())
    if (const auto found = trial.system_attrs.find("cma:generation");
        found != trial.system_attrs.end())
      ++sizes[found->second.as<int64_t>()];
  BOOST_TEST(sizes[0] == 6);
  BOOST_TEST(sizes[20] == 6);
  BOOST_TEST(sizes[21] == 18);
  BOOST_TEST(sizes[22] == 18);
  hone::Study in_one_go(StudyOptions().sampler(
      CmaEsSampler(seeded(3).restart_strategy(hone::RestartStrategy::ipop).inc_popsize(3))));
  in_one_go.optimize(flat, 200);
  BOOST_TEST(xs_of(study) == xs_of(in_one_go), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(restarts_find_what_one_descent_misses) {
  const auto rastrigin = [](hone::Trial& trial) {
    double sum = 20;
    for (const char* name : {"x", "y"}) {
      const double x = trial.suggest_float(name, -4, 6);
      sum += (x - 1) * (x - 1) - 10 * std::cos(6.283185307179586 * (x - 1));
    }
    return sum;
  };
  const double once = median_best({}, rastrigin, 2500);
  const double again = median_best(
      CmaEsSamplerOptions().restart_strategy(hone::RestartStrategy::ipop), rastrigin, 2500);
  BOOST_TEST(once > 0.9);
  BOOST_TEST(again < 1e-3);
}

BOOST_AUTO_TEST_SUITE_END()
