// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/lbfgs.hpp>
#include <hone/detail/tpe/truncated_normal.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// The logarithm of the mean of max(0, x + z) for a standard normal x. (Ament et al.: Unexpected
/// improvements to expected improvement, 2023, equation 9.)
inline double log_expected_improvement(double z) {
  if (z > -25) return std::log(z * normal_mass(z) + std::exp(-0.5 * z * z - kLogSqrtTwoPi));
  const double square = z * z;
  return -0.5 * square - kLogSqrtTwoPi - std::log(square) + std::log1p((-3 + 15 / square) / square);
}

/// A smooth random function that is known with noise at some points, and what is to be expected of
/// it elsewhere. (Optuna 5: GPRegressor with its default prior.)
///
/// A point is a row of numbers in [0, 1], or of choices' indices. Two points are the less related
/// the farther apart they are, by Matern's kernel with nu = 5/2; each dimension has a width of its
/// own, and two choices are equal or not. Plain values in, plain values out; one thread to an
/// object.
class GaussianProcess {
 public:
  using Vector = Eigen::VectorXd;
  using Matrix = Eigen::MatrixXd;

  /// `points` has a row a point; `values` should have mean 0 and variance 1. With `deterministic`
  /// there is next to no noise. `fit` or `set` comes next.
  GaussianProcess(Matrix points, Vector values, std::vector<bool> is_choice, bool deterministic)
      : points_(std::move(points)),
        values_(std::move(values)),
        is_choice_(std::move(is_choice)),
        deterministic_(deterministic) {
    for (Eigen::Index d = 0; d < points_.cols(); ++d) differences_.push_back(differences_of(d));
  }

  /// Finds the most likely widths, scale and noise.
  void fit() {
    Vector logs = Vector::Zero(points_.cols() + 2);
    const Vector bound = Vector::Constant(logs.size(), 30);
    minimize([this](const Vector& x, Vector& gradient) { return loss(x, gradient); }, logs, -bound,
             bound, 1e-2, 200);
    set(logs);
  }

  /// Sets them by their logarithms: inverse squares of the dimensions' widths, scale, noise.
  void set(const Vector& logs) {
    const Eigen::Index dimensions = points_.cols();
    widths_ = logs.head(dimensions).array().exp();
    scale_ = std::exp(logs[dimensions]);
    noise_ = (deterministic_ ? 0 : std::exp(logs[dimensions + 1])) + kLeastNoise;
    condition();
  }

  /// Takes a point for known, with the value that is expected there: for points at which somebody
  /// is at work.
  void believe(const Vector& point) {
    const double value = at(point).mean;
    points_.conservativeResize(points_.rows() + 1, Eigen::NoChange);
    points_.row(points_.rows() - 1) = point.transpose();
    values_.conservativeResize(values_.size() + 1);
    values_[values_.size() - 1] = value;
    condition();
  }

  struct Expectation {
    double mean;
    double variance;
  };
  Expectation at(const Vector& point) const {
    Vector slopes;
    const Vector k = relation_to(point, slopes);
    const Vector v = cholesky_.matrixL().solve(k);
    return {k.dot(weights_), std::max(0.0, scale_ - v.squaredNorm())};
  }

  /// How much better than `threshold` the function may be expected to be at a point: the logarithm,
  /// and where asked for its gradient, 0 for choices.
  double log_improvement(const Vector& point, double threshold, Vector* gradient = nullptr) const {
    Vector slopes;
    const Vector k = relation_to(point, slopes);
    const Vector v = cholesky_.matrixL().solve(k);
    const double mean = k.dot(weights_);
    const double deviation = std::sqrt(std::max(0.0, scale_ - v.squaredNorm()) + 1e-12);
    const double z = (mean - threshold) / deviation;
    const double log_part = log_expected_improvement(z);
    if (gradient) {
      const Vector solved = cholesky_.matrixU().solve(v);
      // d log EI / d mean, and / d deviation.
      const double by_mean = std::exp(log_normal_mass(z) - log_part) / deviation;
      const double by_deviation = std::exp(-0.5 * z * z - kLogSqrtTwoPi - log_part) / deviation;
      gradient->setZero(point.size());
      for (Eigen::Index d = 0; d < point.size(); ++d) {
        if (is_choice_[static_cast<size_t>(d)]) continue;
        const Vector slope =
            slopes.cwiseProduct(2 * widths_[d] * (point[d] - points_.col(d).array()).matrix());
        (*gradient)[d] =
            by_mean * slope.dot(weights_) - by_deviation * slope.dot(solved) / deviation;
      }
    }
    return log_part + std::log(deviation);
  }

  const Vector& inverse_squared_lengthscales() const { return widths_; }
  double kernel_scale() const { return scale_; }
  double noise() const { return noise_; }

  /// What `fit` makes as small as it can, and its gradient.
  double loss(const Vector& logs, Vector& gradient) const {
    const Eigen::Index n = points_.rows(), dimensions = points_.cols();
    const Vector widths = logs.head(dimensions).array().exp();
    const double scale = std::exp(logs[dimensions]);
    const double above = deterministic_ ? 0 : std::exp(logs[dimensions + 1]);
    const double noise = above + kLeastNoise;
    Matrix squares = Matrix::Zero(n, n);
    for (Eigen::Index d = 0; d < dimensions; ++d)
      squares += widths[d] * differences_[static_cast<size_t>(d)];
    const Matrix roots = (5 * squares).cwiseSqrt();
    const Matrix falls = (-roots.array()).exp();
    const Matrix kernel = falls.array() * (5.0 / 3 * squares.array() + roots.array() + 1);
    const Matrix slopes = -5.0 / 6 * scale * falls.array() * (roots.array() + 1);
    Matrix covariance = scale * kernel;
    covariance.diagonal().array() += noise;
    const Eigen::LLT<Matrix> cholesky(covariance);
    if (cholesky.info() != Eigen::Success) return std::numeric_limits<double>::infinity();
    const Vector weights = cholesky.solve(values_);
    Matrix pull = cholesky.solve(Matrix::Identity(n, n));
    pull -= weights * weights.transpose();
    pull *= 0.5;
    double result = 0.5 * values_.dot(weights);
    for (Eigen::Index i = 0; i < n; ++i) result += std::log(cholesky.matrixLLT()(i, i));

    // With Optuna's prior.
    gradient.resize(dimensions + 2);
    const Matrix weighted = pull.cwiseProduct(slopes);
    for (Eigen::Index d = 0; d < dimensions; ++d) {
      const double width = widths[d];
      result += 0.1 / width + 0.1 * width;
      gradient[d] = width * weighted.cwiseProduct(differences_[static_cast<size_t>(d)]).sum() -
                    0.1 / width + 0.1 * width;
    }
    result += scale - std::log(scale) + 30 * noise - 0.1 * std::log(noise);
    gradient[dimensions] = scale * pull.cwiseProduct(kernel).sum() + scale - 1;
    gradient[dimensions + 1] = above * (pull.trace() + 30 - 0.1 / noise);
    return result;
  }

 private:
  static constexpr double kLeastNoise = 1e-6;

  Matrix differences_of(Eigen::Index d) const {
    const Eigen::Index n = points_.rows();
    Matrix result(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = 0; j < n; ++j)
        result(i, j) = difference(d, points_(i, d), points_(j, d));
    return result;
  }

  double difference(Eigen::Index d, double a, double b) const {
    return is_choice_[static_cast<size_t>(d)] ? (a == b ? 0.0 : 1.0) : (a - b) * (a - b);
  }

  void condition() {
    const Eigen::Index n = points_.rows();
    Matrix covariance(n, n);
    Vector slopes;
    for (Eigen::Index i = 0; i < n; ++i) covariance.col(i) = relation_to(points_.row(i), slopes);
    covariance.diagonal().array() += noise_;
    cholesky_.compute(covariance);
    weights_ = cholesky_.solve(values_);
  }

  // With every known point; and how it changes with the squared distance.
  Vector relation_to(const Vector& point, Vector& slopes) const {
    const Eigen::Index n = points_.rows();
    Vector result(n);
    slopes.resize(n);
    for (Eigen::Index i = 0; i < n; ++i) {
      double square = 0;
      for (Eigen::Index d = 0; d < point.size(); ++d)
        square += widths_[d] * difference(d, point[d], points_(i, d));
      const double root = std::sqrt(5 * square), fall = scale_ * std::exp(-root);
      result[i] = fall * (5.0 / 3 * square + root + 1);
      slopes[i] = -5.0 / 6 * fall * (root + 1);
    }
    return result;
  }

  Matrix points_;
  Vector values_;
  std::vector<bool> is_choice_;
  bool deterministic_;
  std::vector<Matrix> differences_;  // squared, by dimension
  Vector widths_;                    // inverse squares of the lengths
  double scale_ = 1;
  double noise_ = 1;
  Eigen::LLT<Matrix> cholesky_;
  Vector weights_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
