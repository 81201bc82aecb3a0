// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cstddef>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The logarithm of the mean of max(0, x + z) for a standard normal x. (Ament et al.: Unexpected
/// improvements to expected improvement, 2023, equation 9.)
double log_expected_improvement(double z);

/// Gaussian process regression: a smooth random function observed with noise at some points, and
/// its expected values elsewhere. (Optuna 5: GPRegressor with its default prior.)
///
/// A point is a row of numbers in [0, 1] and indices of choices. The correlation of two points
/// falls with their distance, by Matern's kernel with nu = 5/2. Each dimension has its own width;
/// two choices are either equal or not. Inputs and results are plain values. Not thread-safe.
class GaussianProcess {
 public:
  using Vector = Eigen::VectorXd;
  using Matrix = Eigen::MatrixXd;

  /// `points` has one row per point. `values` should have mean 0 and variance 1. With
  /// `deterministic` the noise is nearly 0. Call `fit` or `set` next.
  GaussianProcess(Matrix points, Vector values, std::vector<bool> is_choice, bool deterministic);

  /// Fits the most likely widths, scale and noise.
  void fit();

  /// Sets the logarithms of: inverse squares of the dimensions' widths, scale, noise.
  void set(const Vector& logs);

  /// Treats a point as observed with its expected value. For points that are still being evaluated.
  void believe(const Vector& point);

  struct Expectation {
    double mean;
    double variance;
  };
  Expectation at(const Vector& point) const;

  /// The logarithm of the expected improvement over `threshold` at a point. Also its gradient if
  /// requested, which is 0 for choices.
  double log_improvement(const Vector& point, double threshold, Vector* gradient = nullptr) const;

  const Vector& inverse_squared_lengthscales() const { return widths_; }
  double kernel_scale() const { return scale_; }
  double noise() const { return noise_; }

  /// The function that `fit` minimizes, and its gradient.
  double loss(const Vector& logs, Vector& gradient) const;

 private:
  static constexpr double kLeastNoise = 1e-6;

  Matrix differences_of(Eigen::Index d) const;

  double difference(Eigen::Index d, double a, double b) const {
    return is_choice_[static_cast<size_t>(d)] ? (a == b ? 0.0 : 1.0) : (a - b) * (a - b);
  }

  void condition();

  // Covariance with every observed point, and its derivative by the squared distance.
  Vector relation_to(const Vector& point, Vector& slopes) const;

  Matrix points_;
  Vector values_;
  std::vector<bool> is_choice_;
  bool deterministic_;
  std::vector<Matrix> differences_;  // squared, by dimension
  Vector widths_;                    // inverse squares of the widths
  double scale_ = 1;
  double noise_ = 1;
  Eigen::LLT<Matrix> cholesky_;
  Vector weights_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/gaussian_process.hpp>
#endif
