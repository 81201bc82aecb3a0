// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/detail/gaussian_process.hpp>
#include <hone/samplers/detail/lbfgs.hpp>

#include <boost/test/unit_test.hpp>

#include "test/optuna_numbers.hpp"
#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(gaussian_process)

using hone::detail::GaussianProcess;
using Vector = GaussianProcess::Vector;
using Matrix = GaussianProcess::Matrix;

namespace {

const rapidjson::Document& numbers() {
  static const rapidjson::Document* const document = hone_test::read_fixture("optuna_v5_gp.json");
  return *document;
}

Vector vector_of(const rapidjson::Value& list) {
  const std::vector<double> values = hone_test::numbers(list);
  return Eigen::Map<const Vector>(values.data(), static_cast<Eigen::Index>(values.size()));
}

GaussianProcess process() {
  const auto& list = numbers()["points"];
  Matrix points(static_cast<Eigen::Index>(list.Size()), 3);
  for (rapidjson::SizeType i = 0; i < list.Size(); ++i)
    points.row(static_cast<Eigen::Index>(i)) = vector_of(list[i]).transpose();
  return GaussianProcess(points, vector_of(numbers()["values"]), {false, false, true}, false);
}

bool agree(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b)); }

}  // namespace

BOOST_AUTO_TEST_CASE(losses_expectations_and_improvements_are_optunas) {
  const double best = vector_of(numbers()["values"]).maxCoeff();
  for (const auto& expected : numbers()["cases"].GetArray()) {
    GaussianProcess known = process();
    const Vector logs = vector_of(expected["logs"]), slopes = vector_of(expected["gradient"]);
    Vector gradient;
    BOOST_TEST(agree(known.loss(logs, gradient), expected["loss"].GetDouble()));
    for (Eigen::Index i = 0; i < gradient.size(); ++i) BOOST_TEST(agree(gradient[i], slopes[i]));
    known.set(logs);
    for (rapidjson::SizeType i = 0; i < numbers()["asked"].Size(); ++i) {
      const Vector point = vector_of(numbers()["asked"][i]);
      BOOST_TEST(agree(known.at(point).mean, expected["mean"][i].GetDouble()));
      BOOST_TEST(agree(known.at(point).variance, expected["variance"][i].GetDouble()));
      const double improvement = known.log_improvement(point, best, &gradient);
      BOOST_TEST(agree(improvement, expected["log_improvement"][i].GetDouble()));
      const Vector slope = vector_of(expected["slope"][i]);
      for (Eigen::Index d = 0; d < 2; ++d) BOOST_TEST(std::abs(gradient[d] - slope[d]) < 1e-6);
      BOOST_TEST(gradient[2] == 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(improvement_is_known_far_into_the_tail) {
  for (rapidjson::SizeType i = 0; i < numbers()["z"].Size(); ++i) {
    const double expected = numbers()["standard_logei"][i].GetDouble();
    const double logei = hone::detail::log_expected_improvement(numbers()["z"][i].GetDouble());
    BOOST_TEST(std::abs(logei - expected) < 1e-7 * std::abs(expected));
  }
}

BOOST_AUTO_TEST_CASE(a_fit_is_a_minimum_of_the_loss) {
  GaussianProcess known = process();
  known.fit();
  const Vector widths = known.inverse_squared_lengthscales();
  Vector logs(5), gradient;
  logs << std::log(widths[0]), std::log(widths[1]), std::log(widths[2]),
      std::log(known.kernel_scale()), std::log(known.noise() - 1e-6);
  const double loss = known.loss(logs, gradient);
  BOOST_TEST(gradient.cwiseAbs().maxCoeff() < 0.05);
  BOOST_TEST(loss < known.loss(Vector::Zero(5), gradient));
}

BOOST_AUTO_TEST_CASE(what_is_believed_is_certain_and_changes_no_expectation) {
  GaussianProcess known = process();
  known.fit();
  const Vector there = vector_of(numbers()["asked"][0]),
               elsewhere = vector_of(numbers()["asked"][1]);
  const auto before = known.at(there), before_elsewhere = known.at(elsewhere);
  known.believe(there);
  BOOST_TEST(std::abs(known.at(there).mean - before.mean) < 1e-6);
  BOOST_TEST(known.at(there).variance < 0.5 * before.variance);
  BOOST_TEST(std::abs(known.at(elsewhere).mean - before_elsewhere.mean) < 1e-6);
}

BOOST_AUTO_TEST_CASE(minimize_stops_at_the_bound_and_at_the_bottom) {
  const auto valley = [](const Vector& x, Vector& gradient) {
    const double a = x[1] - x[0] * x[0], b = 1 - x[0];
    gradient.resize(2);
    gradient << -40 * a * x[0] - 2 * b, 20 * a;
    return 10 * a * a + b * b;
  };
  Vector low = Vector::Constant(2, -3), high = Vector::Constant(2, 3), x(2);
  x << -1.2, 1;
  BOOST_TEST(hone::detail::minimize(valley, x, low, high, 1e-8, 200) < 1e-12);
  BOOST_TEST(std::abs(x[0] - 1) < 1e-6);
  high[0] = 0.5;
  x << -1.2, 1;
  BOOST_TEST(std::abs(hone::detail::minimize(valley, x, low, high, 1e-8, 200) - 0.25) < 1e-9);
  BOOST_TEST(x[0] == 0.5);
}

BOOST_AUTO_TEST_SUITE_END()
