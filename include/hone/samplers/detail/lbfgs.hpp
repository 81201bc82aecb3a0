// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Moves `x` to a local minimum of `function(x, gradient) -> value` within the box from `low` to
/// `high`, by L-BFGS on the axes that are not at a bound. Stops when no free component of the
/// gradient exceeds `tolerance`, or after `steps`. Returns the value at `x`. (Nocedal, Wright:
/// Numerical optimization, 2006, 7.2.)
template <class Function>
double minimize(const Function& function, Eigen::VectorXd& x, const Eigen::VectorXd& low,
                const Eigen::VectorXd& high, double tolerance, int steps) {
  using Vector = Eigen::VectorXd;
  constexpr size_t kMemory = 10;
  struct Correction {
    Vector s, y;
  };
  std::vector<Correction> pairs;
  Vector gradient(x.size()), next_gradient(x.size());
  double value = function(x, gradient);
  for (int step = 0; step < steps && std::isfinite(value); ++step) {
    Vector free = gradient;
    for (Eigen::Index i = 0; i < x.size(); ++i)
      if ((x[i] <= low[i] && gradient[i] > 0) || (x[i] >= high[i] && gradient[i] < 0)) free[i] = 0;
    if (free.cwiseAbs().maxCoeff() <= tolerance) break;
    Vector direction = -free;
    std::vector<double> parts(pairs.size());
    for (size_t i = pairs.size(); i-- > 0;) {
      parts[i] = pairs[i].s.dot(direction) / pairs[i].s.dot(pairs[i].y);
      direction -= parts[i] * pairs[i].y;
    }
    if (!pairs.empty())
      direction *= pairs.back().s.dot(pairs.back().y) / pairs.back().y.squaredNorm();
    for (size_t i = 0; i < pairs.size(); ++i)
      direction += (parts[i] - pairs[i].y.dot(direction) / pairs[i].s.dot(pairs[i].y)) * pairs[i].s;
    for (Eigen::Index i = 0; i < x.size(); ++i)
      if (free[i] == 0) direction[i] = 0;
    if (!(direction.dot(free) < 0)) {
      pairs.clear();
      direction = -free;
    }
    double length = pairs.empty() ? std::min(1.0, 1 / direction.norm()) : 1;
    Vector next;
    double next_value = value;
    bool has_moved = false;
    for (int halvings = 0; halvings < 30 && !has_moved; ++halvings, length /= 2) {
      next = (x + length * direction).cwiseMax(low).cwiseMin(high);
      next_value = function(next, next_gradient);
      has_moved = next_value <= value + 1e-4 * gradient.dot(next - x) && next != x;
    }
    if (!has_moved) break;
    Correction pair{next - x, next_gradient - gradient};
    if (pair.s.dot(pair.y) > 1e-10 * pair.y.squaredNorm()) {
      if (pairs.size() == kMemory) pairs.erase(pairs.begin());
      pairs.push_back(std::move(pair));
    }
    x = next;
    value = next_value;
    gradient = next_gradient;
  }
  return value;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
