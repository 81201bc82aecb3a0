// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/trial.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

/// Test functions for samplers. Each takes any trial type with hone::Trial's suggest_* methods, so
/// that hone and other libraries get the same functions. All are minimised.
namespace quality {

constexpr double kPi = 3.14159265358979323846;

/// What the search is given for a trial (`values`), and what the trial is really worth (`truth`).
/// They differ if there is noise.
struct Outcome {
  std::vector<double> values;
  double truth = 0;
  double violation = 0;  ///< above 0 if a constraint is violated
};

inline std::vector<std::string> names(const std::string& stem, int count) {
  std::vector<std::string> result;
  for (int i = 0; i < count; ++i) result.push_back(stem + std::to_string(i));
  return result;
}

template <class T>
std::vector<double> floats(T& trial, int count, double low, double high) {
  std::vector<double> x;
  for (const std::string& name : names("x", count))
    x.push_back(trial.suggest_float(name, low, high));
  return x;
}

inline double square(double x) { return x * x; }

template <class T>
double branin(T& trial) {
  const double x = trial.suggest_float("x0", -5, 10), y = trial.suggest_float("x1", 0, 15);
  return square(y - 5.1 / (4 * kPi * kPi) * x * x + 5 / kPi * x - 6) +
         10 * (1 - 1 / (8 * kPi)) * std::cos(x) + 10;
}

template <class T>
double hartmann6(T& trial) {
  static const double a[] = {1, 1.2, 3, 3.2};
  static const double m[4][6] = {{10, 3, 17, 3.5, 1.7, 8},
                                 {0.05, 10, 17, 0.1, 8, 14},
                                 {3, 3.5, 1.7, 10, 17, 8},
                                 {17, 8, 0.05, 10, 0.1, 14}};
  static const double p[4][6] = {{1312, 1696, 5569, 124, 8283, 5886},
                                 {2329, 4135, 8307, 3736, 1004, 9991},
                                 {2348, 1451, 3522, 2883, 3047, 6650},
                                 {4047, 8828, 8732, 5743, 1091, 381}};
  const std::vector<double> x = floats(trial, 6, 0, 1);
  double sum = 0;
  for (int i = 0; i < 4; ++i) {
    double distance = 0;
    for (int j = 0; j < 6; ++j)
      distance += m[i][j] * square(x[static_cast<size_t>(j)] - 1e-4 * p[i][j]);
    sum -= a[i] * std::exp(-distance);
  }
  return sum;
}

template <class T>
double rosenbrock5(T& trial) {
  const std::vector<double> x = floats(trial, 5, -5, 10);
  double sum = 0;
  for (size_t i = 0; i + 1 < x.size(); ++i)
    sum += 100 * square(x[i + 1] - x[i] * x[i]) + square(1 - x[i]);
  return sum;
}

template <class T>
double levy10(T& trial) {
  std::vector<double> w = floats(trial, 10, -10, 10);
  for (double& each : w) each = 1 + (each - 1) / 4;
  double sum = square(std::sin(kPi * w[0]));
  for (size_t i = 0; i + 1 < w.size(); ++i)
    sum += square(w[i] - 1) * (1 + 10 * square(std::sin(kPi * w[i] + 1)));
  return sum + square(w.back() - 1) * (1 + square(std::sin(2 * kPi * w.back())));
}

template <class T>
double loglr(T& trial) {
  const double u = std::log10(trial.suggest_float("lr", 1e-6, 1, hone::Scale::log));
  const double v = std::log10(trial.suggest_float("wd", 1e-7, 1e-1, hone::Scale::log));
  return 0.1 + 0.35 * square(u + 2.7) + 0.05 * square(v + 4) + 0.08 * (u + 2.7) * (v + 4) +
         (u > -1.5 ? 5 * square(u + 1.5) : 0);
}

inline size_t index_of(const std::vector<std::string>& choices, const std::string& choice) {
  return static_cast<size_t>(std::find(choices.begin(), choices.end(), choice) - choices.begin());
}

template <class T>
double mixed(T& trial) {
  static const std::vector<std::string> optimizers = {"sgd", "adam", "rmsprop", "adagrad"};
  static const std::vector<std::string> activations = {"relu", "tanh", "gelu"};
  static const double base[] = {.10, 0, .05, .15}, center[] = {-1, -3, -3.3, -1.7},
                      of_activation[] = {.03, .12, 0};
  const size_t opt = index_of(optimizers, trial.suggest_categorical("opt", optimizers));
  const size_t act = index_of(activations, trial.suggest_categorical("act", activations));
  const double lr = std::log10(trial.suggest_float("lr", 1e-5, 1, hone::Scale::log));
  const auto layers = static_cast<double>(trial.suggest_int("layers", 1, 8));
  const auto units = static_cast<double>(trial.suggest_int("units", 32, 512, 32));
  const double dropout = trial.suggest_float("dropout", 0, 0.6);
  return base[opt] + of_activation[act] + 0.15 * square(lr - center[opt]) +
         0.02 * square(layers - 4) + 0.3 * square((units - 256) / 256) +
         1.5 * square(dropout - 0.2);
}

// Chooses a model; each has parameters of its own.
template <class T>
double conditional(T& trial) {
  const std::string model =
      trial.suggest_categorical("model", std::vector<std::string>{"linear", "forest", "network"});
  if (model == "linear")
    return 0.4 +
           0.05 * square(std::log10(trial.suggest_float("c", 1e-4, 1e4, hone::Scale::log)) - 1);
  if (model == "forest") {
    const auto depth = static_cast<double>(trial.suggest_int("depth", 2, 32));
    return 0.25 + 0.001 * square(depth - 11) +
           0.3 * square(trial.suggest_float("features", 0.1, 1) - 0.4);
  }
  const double lr = std::log10(trial.suggest_float("lr", 1e-5, 1, hone::Scale::log));
  const int64_t layers = trial.suggest_int("layers", 1, 4);
  double loss = 0.05 + 0.1 * square(lr + 2.5) + 0.05 * square(static_cast<double>(layers) - 3);
  for (int64_t i = 0; i < layers; ++i) {
    const auto units = static_cast<double>(
        trial.suggest_int("units" + std::to_string(i), 8, 1024, hone::Scale::log));
    loss += 0.02 * square(std::log2(units) - 7 + static_cast<double>(i));
  }
  return loss;
}

// Noisy like a validation loss: the best value seen is partly luck.
template <class T>
Outcome noisy(T& trial, std::mt19937_64& noise) {
  const std::vector<double> x = floats(trial, 4, -5, 5);
  double truth = 0;
  for (size_t i = 0; i < x.size(); ++i) truth += square(x[i] - static_cast<double>(i));
  return {{truth + std::normal_distribution<double>(0, 1)(noise)}, truth};
}

template <class T>
double rastrigin20(T& trial) {
  double sum = 200;
  for (const double each : floats(trial, 20, -4, 6))
    sum += square(each - 1) - 10 * std::cos(2 * kPi * (each - 1));
  return sum;
}

template <class T>
double ellipsoid20(T& trial) {
  const std::vector<double> x = floats(trial, 20, -5, 5);
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i)
    sum += std::pow(10, 2 * static_cast<double>(i) / 19) *
           square(x[i] - std::sin(static_cast<double>(i)));
  return sum;
}

// Sizes, counts and powers of two.
template <class T>
double integers(T& trial) {
  double sum = 0;
  for (int i = 0; i < 4; ++i)
    sum += square(static_cast<double>(trial.suggest_int("n" + std::to_string(i), 0, 50)) -
                  10.0 * (i + 1)) /
           100;
  for (int i = 0; i < 3; ++i)
    sum += square(std::log2(static_cast<double>(
                      trial.suggest_int("b" + std::to_string(i), 1, 4096, hone::Scale::log))) -
                  4 - 2 * i);
  const auto a = static_cast<double>(trial.suggest_int("a", 0, 20)),
             b = static_cast<double>(trial.suggest_int("b", 0, 20));
  return sum + square(a + b - 21) / 10 + square(a - 8) / 20;
}

// Ten choices. Some matter little, two of them only together.
template <class T>
double categories(T& trial) {
  static const std::vector<std::string> letters = {"a", "b", "c", "d", "e"};
  std::vector<size_t> chosen;
  for (const std::string& name : names("c", 10))
    chosen.push_back(index_of(letters, trial.suggest_categorical(name, letters)));
  double sum = 0;
  for (size_t i = 0; i < chosen.size(); ++i)
    sum += static_cast<double>((chosen[i] + i) % 5) / static_cast<double>(1 + i);
  return sum + (chosen[3] == chosen[4] ? 0 : 1) + (chosen[6] == (chosen[7] + 2) % 5 ? 0 : 0.5);
}

template <class T>
double michalewicz5(T& trial) {
  const std::vector<double> x = floats(trial, 5, 0, kPi);
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i)
    sum -= std::sin(x[i]) * std::pow(std::sin(static_cast<double>(i + 1) * x[i] * x[i] / kPi), 20);
  return sum;
}

template <class T>
double ackley8(T& trial) {
  double squares = 0, cosines = 0;
  for (const double each : floats(trial, 8, -20, 30)) {
    squares += square(each) / 8;
    cosines += std::cos(2 * kPi * each) / 8;
  }
  return 20 + std::exp(1.0) - 20 * std::exp(-0.2 * std::sqrt(squares)) - std::exp(cosines);
}

// Gomez and Levy: the feasible region is in pieces, and the optimum lies on an edge.
template <class T>
Outcome constrained(T& trial) {
  const double x = trial.suggest_float("x0", -1, 0.75), y = trial.suggest_float("x1", -1, 1);
  const double value = 4 * x * x - 2.1 * std::pow(x, 4) + std::pow(x, 6) / 3 + x * y - 4 * y * y +
                       4 * std::pow(y, 4);
  const double violation = 2 * square(std::sin(2 * kPi * y)) - std::sin(4 * kPi * x) - 1.5;
  trial.set_constraint("edge", violation);
  return {{value}, value, violation};
}

// Zitzler, Deb and Thiele's ZDT1, which has a convex front. The second objective is scaled to the
// size of the first.
template <class T>
Outcome zdt1(T& trial) {
  const std::vector<double> x = floats(trial, 8, 0, 1);
  double g = 1;
  for (size_t i = 1; i < x.size(); ++i) g += 9 * x[i] / 7;
  return {{x[0], g * (1 - std::sqrt(x[0] / g)) / 5}};
}

// Error against cost, as with networks.
template <class T>
Outcome tradeoff(T& trial) {
  const auto layers = static_cast<double>(trial.suggest_int("layers", 1, 6));
  const double units =
      std::log2(static_cast<double>(trial.suggest_int("units", 8, 1024, hone::Scale::log)));
  const double lr = std::log10(trial.suggest_float("lr", 1e-5, 1, hone::Scale::log));
  const bool gated =
      trial.suggest_categorical("gated", std::vector<std::string>{"no", "yes"}) == "yes";
  const double capacity = units + std::log2(layers) + (gated ? 1 : 0);
  return {{std::exp2(-capacity / 3) + 0.1 * square(lr + 3 - 0.2 * layers),
           (capacity + units) / 22 + (gated ? 0.05 : 0)}};
}

struct Function {
  std::string name;
  int objectives = 1;
};

inline const std::vector<Function>& all_functions() {
  static const std::vector<Function> all = {
      {"branin"},   {"hartmann6"},   {"rosenbrock5"},  {"levy10"},      {"loglr"},
      {"mixed"},    {"conditional"}, {"noisy"},        {"rastrigin20"}, {"ellipsoid20"},
      {"integers"}, {"categories"},  {"michalewicz5"}, {"ackley8"},     {"constrained"},
      {"zdt1", 2},  {"tradeoff", 2}};
  return all;
}

template <class T>
Outcome evaluate(const std::string& function, T& trial, std::mt19937_64& noise) {
  if (function == "noisy") return noisy(trial, noise);
  if (function == "constrained") return constrained(trial);
  if (function == "zdt1") return zdt1(trial);
  if (function == "tradeoff") return tradeoff(trial);
  double (*const of)(T&) = function == "branin"         ? branin<T>
                           : function == "hartmann6"    ? hartmann6<T>
                           : function == "rosenbrock5"  ? rosenbrock5<T>
                           : function == "levy10"       ? levy10<T>
                           : function == "loglr"        ? loglr<T>
                           : function == "mixed"        ? mixed<T>
                           : function == "conditional"  ? conditional<T>
                           : function == "rastrigin20"  ? rastrigin20<T>
                           : function == "ellipsoid20"  ? ellipsoid20<T>
                           : function == "integers"     ? integers<T>
                           : function == "categories"   ? categories<T>
                           : function == "michalewicz5" ? michalewicz5<T>
                           : function == "ackley8"      ? ackley8<T>
                                                        : nullptr;
  if (!of) throw hone::ArgumentError("quality: no function is called " + function);
  const double value = of(trial);
  return {{value}, value};
}

/// The area that the outcomes dominate within [0, 1.1] x [0, 1.1].
inline double hypervolume(std::vector<Outcome> outcomes) {
  std::sort(outcomes.begin(), outcomes.end(),
            [](const Outcome& a, const Outcome& b) { return a.values < b.values; });
  double area = 0, lowest = 1.1;
  for (const Outcome& outcome : outcomes) {
    if (outcome.values[0] >= 1.1 || outcome.values[1] >= lowest) continue;
    area += (1.1 - outcome.values[0]) * (lowest - outcome.values[1]);
    lowest = outcome.values[1];
  }
  return area;
}

/// The result of a search; lower is better. One objective: the truth of the trial that looked best.
/// Two: the difference to the largest possible hypervolume.
inline double score(const std::vector<Outcome>& outcomes) {
  if (outcomes.front().values.size() > 1) return 1.21 - hypervolume(outcomes);
  double best = std::numeric_limits<double>::infinity(), truth = 10;  // if no trial is feasible
  for (const Outcome& outcome : outcomes)
    if (outcome.violation <= 0 && outcome.values[0] < best) {
      best = outcome.values[0];
      truth = outcome.truth;
    }
  return truth;
}

}  // namespace quality
