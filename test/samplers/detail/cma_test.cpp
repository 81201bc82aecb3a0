// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/detail/cma.hpp>

#include <boost/test/unit_test.hpp>

#include "test/optuna_numbers.hpp"
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(cma)

using hone::detail::Cma;
using hone::detail::Random;

namespace {

bool agree(double a, double b) { return std::abs(a - b) <= 1e-10 * std::max(1.0, std::abs(b)); }

Cma::Vector vector_of(const rapidjson::Value& list) {
  const std::vector<double> numbers = hone_test::numbers(list);
  return Eigen::Map<const Cma::Vector>(numbers.data(), static_cast<Eigen::Index>(numbers.size()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(distributions_move_as_those_of_pythons_cmaes) {
  static const rapidjson::Document& cases = *hone_test::read_fixture("cmaes_numbers.json");
  BOOST_TEST(cases.Size() == 5u);
  for (const auto& expected : cases.GetArray()) {
    const auto size = static_cast<Eigen::Index>(expected["dimensions"].GetInt());
    Cma::Settings settings;
    if (!expected["popsize"].IsNull()) settings.population_size = expected["popsize"].GetInt64();
    settings.separable = std::string(expected["kind"].GetString()) == "separable";
    settings.steps = vector_of(expected["steps"]);
    Cma cma(Cma::Vector::Constant(size, 0.5), 1.0 / 6, settings);
    for (const auto& generation : expected["generations"].GetArray()) {
      std::vector<Cma::Solution> population;
      BOOST_REQUIRE(generation["x"].Size() == cma.population_size());
      for (rapidjson::SizeType k = 0; k < generation["x"].Size(); ++k) {
        population.push_back({vector_of(generation["x"][k]), generation["loss"][k].GetDouble()});
        if (!generation.HasMember("encoded")) continue;
        const Cma::Vector encoded = cma.encoded(population.back().x);
        for (Eigen::Index i = 0; i < size; ++i)
          BOOST_TEST(agree(encoded[i], vector_of(generation["encoded"][k])[i]));
      }
      cma.tell(population);
      BOOST_TEST(agree(cma.sigma(), generation["sigma"].GetDouble()));
      const Cma::Vector mean = vector_of(generation["mean"]);
      for (Eigen::Index i = 0; i < size; ++i) {
        BOOST_TEST(agree(cma.mean()[i], mean[i]));
        const Cma::Vector row = vector_of(generation["covariance"][static_cast<unsigned>(i)]);
        for (Eigen::Index j = 0; j < size; ++j) BOOST_TEST(agree(cma.covariance()(i, j), row[j]));
      }
    }
    BOOST_TEST(cma.generation() == 12);
  }
}

BOOST_AUTO_TEST_CASE(it_has_ended_where_losses_stay_the_same_or_it_is_a_point) {
  const auto told = [](Cma& cma, double scale) {
    Random random(1, cma.generation(), "cma");
    std::vector<Cma::Solution> population;
    while (population.size() < cma.population_size()) {
      const Cma::Vector x = cma.draw(random);
      population.push_back({x, scale * (x.array() - 0.3).square().sum()});
    }
    cma.tell(population);
  };
  Cma flat(Cma::Vector::Constant(2, 0.5), 0.2, {});
  int64_t generations = 0;
  while (!flat.has_ended()) told(flat, 0), ++generations;
  BOOST_TEST(generations == 10 + 60 / 6 + 1);

  Cma steep(Cma::Vector::Constant(2, 0.5), 0.2, {});
  for (generations = 0; !steep.has_ended(); ++generations) told(steep, 1e30);
  BOOST_TEST(generations > 21);
  BOOST_TEST((steep.mean().array() - 0.3).abs().maxCoeff() < 1e-9);
}

BOOST_AUTO_TEST_CASE(points_are_drawn_from_the_distribution_and_within_the_cube) {
  Cma::Settings settings;
  settings.covariance.resize(2, 2);
  settings.covariance << 1, 0.8, 0.8, 1;
  const Cma cma(Cma::Vector::Constant(2, 0.5), 0.02, settings);
  double x = 0, xx = 0, xy = 0;
  constexpr int kDraws = 20000;
  for (int64_t trial = 0; trial < kDraws; ++trial) {
    Random random(1, trial, "cma");
    const Cma::Vector drawn = (cma.draw(random).array() - 0.5) / 0.02;
    x += drawn[0];
    xx += drawn[0] * drawn[0];
    xy += drawn[0] * drawn[1];
  }
  BOOST_TEST(std::abs(x / kDraws) < 0.03);
  BOOST_TEST(std::abs(xx / kDraws - 1) < 0.05);
  BOOST_TEST(std::abs(xy / kDraws - 0.8) < 0.05);

  const Cma wide(Cma::Vector::Constant(3, 0.5), 100, {});
  for (int64_t trial = 0; trial < 50; ++trial) {
    Random random(1, trial, "cma");
    const Cma::Vector drawn = wide.draw(random);
    BOOST_TEST((drawn.minCoeff() >= 0 && drawn.maxCoeff() <= 1));
  }
}

BOOST_AUTO_TEST_SUITE_END()
