// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/detail/gaussian_process.hpp>
#include <hone/samplers/detail/lbfgs.hpp>
#include <hone/samplers/tpe/truncated_normal.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE double log_expected_improvement(double z) {
  if (z > -25) return std::log(z * normal_mass(z) + std::exp(-0.5 * z * z - kLogSqrtTwoPi));
  const double square = z * z;
  return -0.5 * square - kLogSqrtTwoPi - std::log(square) + std::log1p((-3 + 15 / square) / square);
}

HONE_INLINE GaussianProcess::GaussianProcess(Matrix points, Vector values,
                                             std::vector<bool> is_choice, bool deterministic)
    : points_(std::move(points)),
      values_(std::move(values)),
      is_choice_(std::move(is_choice)),
      deterministic_(deterministic) {
  for (Eigen::Index d = 0; d < points_.cols(); ++d) differences_.push_back(differences_of(d));
}

HONE_INLINE void GaussianProcess::fit() {
  Vector logs = Vector::Zero(points_.cols() + 2);
  const Vector bound = Vector::Constant(logs.size(), 30);
  minimize([this](const Vector& x, Vector& gradient) { return loss(x, gradient); }, logs, -bound,
           bound, 1e-2, 200);
  set(logs);
}

HONE_INLINE void GaussianProcess::set(const Vector& logs) {
  const Eigen::Index dimensions = points_.cols();
  widths_ = logs.head(dimensions).array().exp();
  scale_ = std::exp(logs[dimensions]);
  noise_ = (deterministic_ ? 0 : std::exp(logs[dimensions + 1])) + kLeastNoise;
  condition();
}

HONE_INLINE void GaussianProcess::believe(const Vector& point) {
  const double value = at(point).mean;
  points_.conservativeResize(points_.rows() + 1, Eigen::NoChange);
  points_.row(points_.rows() - 1) = point.transpose();
  values_.conservativeResize(values_.size() + 1);
  values_[values_.size() - 1] = value;
  condition();
}

HONE_INLINE GaussianProcess::Expectation GaussianProcess::at(const Vector& point) const {
  Vector slopes;
  const Vector k = relation_to(point, slopes);
  const Vector v = cholesky_.matrixL().solve(k);
  return {k.dot(weights_), std::max(0.0, scale_ - v.squaredNorm())};
}

HONE_INLINE double GaussianProcess::log_improvement(const Vector& point, double threshold,
                                                    Vector* gradient) const {
  Vector slopes;
  const Vector k = relation_to(point, slopes);
  const Vector v = cholesky_.matrixL().solve(k);
  const double mean = k.dot(weights_);
  const double deviation = std::sqrt(std::max(0.0, scale_ - v.squaredNorm()) + 1e-12);
  const double z = (mean - threshold) / deviation;
  const double log_part = log_expected_improvement(z);
  if (gradient) {
    const Vector solved = cholesky_.matrixU().solve(v);
    // Derivatives of log EI by the mean and by the deviation.
    const double by_mean = std::exp(log_normal_mass(z) - log_part) / deviation;
    const double by_deviation = std::exp(-0.5 * z * z - kLogSqrtTwoPi - log_part) / deviation;
    gradient->setZero(point.size());
    for (Eigen::Index d = 0; d < point.size(); ++d) {
      if (is_choice_[static_cast<size_t>(d)]) continue;
      const Vector slope =
          slopes.cwiseProduct(2 * widths_[d] * (point[d] - points_.col(d).array()).matrix());
      (*gradient)[d] = by_mean * slope.dot(weights_) - by_deviation * slope.dot(solved) / deviation;
    }
  }
  return log_part + std::log(deviation);
}

HONE_INLINE double GaussianProcess::loss(const Vector& logs, Vector& gradient) const {
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

  // Adds Optuna's prior.
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

HONE_INLINE GaussianProcess::Matrix GaussianProcess::differences_of(Eigen::Index d) const {
  const Eigen::Index n = points_.rows();
  Matrix result(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) result(i, j) = difference(d, points_(i, d), points_(j, d));
  return result;
}

HONE_INLINE void GaussianProcess::condition() {
  const Eigen::Index n = points_.rows();
  Matrix covariance(n, n);
  Vector slopes;
  for (Eigen::Index i = 0; i < n; ++i) covariance.col(i) = relation_to(points_.row(i), slopes);
  covariance.diagonal().array() += noise_;
  cholesky_.compute(covariance);
  weights_ = cholesky_.solve(values_);
}

HONE_INLINE GaussianProcess::Vector GaussianProcess::relation_to(const Vector& point,
                                                                 Vector& slopes) const {
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

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
