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
  GaussianProcess(Matrix points, Vector values, std::vector<bool> is_choice, bool deterministic);

  /// Finds the most likely widths, scale and noise.
  void fit();

  /// Sets them by their logarithms: inverse squares of the dimensions' widths, scale, noise.
  void set(const Vector& logs);

  /// Takes a point for known, with the value that is expected there: for points at which somebody
  /// is at work.
  void believe(const Vector& point);

  struct Expectation {
    double mean;
    double variance;
  };
  Expectation at(const Vector& point) const;

  /// How much better than `threshold` the function may be expected to be at a point: the logarithm,
  /// and where asked for its gradient, 0 for choices.
  double log_improvement(const Vector& point, double threshold, Vector* gradient = nullptr) const;

  const Vector& inverse_squared_lengthscales() const { return widths_; }
  double kernel_scale() const { return scale_; }
  double noise() const { return noise_; }

  /// What `fit` makes as small as it can, and its gradient.
  double loss(const Vector& logs, Vector& gradient) const;

 private:
  static constexpr double kLeastNoise = 1e-6;

  Matrix differences_of(Eigen::Index d) const;

  double difference(Eigen::Index d, double a, double b) const {
    return is_choice_[static_cast<size_t>(d)] ? (a == b ? 0.0 : 1.0) : (a - b) * (a - b);
  }

  void condition();

  // With every known point; and how it changes with the squared distance.
  Vector relation_to(const Vector& point, Vector& slopes) const;

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
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/gaussian_process.hpp>
#endif
