// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/detail/cma.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/tpe/truncated_normal.hpp>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A number drawn from the standard normal distribution.
HONE_INLINE double draw_normal(Random& random) {
  const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
  return radius * std::cos(6.283185307179586476925 * random.uniform());
}

HONE_INLINE Cma::Cma(Vector mean, double sigma, const Settings& settings)
    : separable_(settings.separable),
      mean_(std::move(mean)),
      first_sigma_(sigma),
      sigma_(std::max(sigma, 1e-10)),
      covariance_(settings.covariance.size() > 0
                      ? settings.covariance
                      : Matrix(Matrix::Identity(mean_.size(), mean_.size()))),
      sigma_path_(Vector::Zero(mean_.size())),
      path_(Vector::Zero(mean_.size())),
      steps_(settings.steps.size() > 0 ? settings.steps : Vector(Vector::Zero(mean_.size()))),
      stretch_(Vector::Ones(mean_.size())) {
  set_rates(settings.population_size);
  decompose();
}

HONE_INLINE Cma::Vector Cma::draw(Random& random) const {
  Vector x;
  for (Eigen::Index attempt = 0; attempt <= 10 * size(); ++attempt) {
    Vector z(size());
    for (double& number : z) number = draw_normal(random);
    x = mean_ + sigma_ * product(axes_, lengths_.cwiseProduct(z));
    bool is_inside = true;
    for (Eigen::Index i = 0; i < size(); ++i)
      is_inside &= steps_[i] > 0 || (x[i] >= 0 && x[i] <= 1);
    if (is_inside) return x;
  }
  for (Eigen::Index i = 0; i < size(); ++i)
    if (!(steps_[i] > 0)) x[i] = std::clamp(x[i], 0.0, 1.0);
  return x;
}

HONE_INLINE Cma::Vector Cma::encoded(Vector x) const {
  for (Eigen::Index i = 0; i < size(); ++i)
    if (steps_[i] > 0) x[i] = value(i, index_of(i, (x[i] - mean_[i]) * stretch_[i] + mean_[i]));
  return x;
}

HONE_INLINE bool Cma::has_ended() const {
  const Vector deviations = sigma_ * covariance_.diagonal().cwiseAbs().cwiseSqrt();
  if (recent_.size() == 2 * remembered_ && generation_ > static_cast<int64_t>(remembered_)) {
    const auto [least, most] = std::minmax_element(recent_.begin(), recent_.end());
    if (*most - *least < 1e-12) return true;
  }
  const double tiny = 1e-12 * first_sigma_;
  if (deviations.maxCoeff() < tiny && (sigma_ * path_).maxCoeff() < tiny) return true;
  if (sigma_ * lengths_.maxCoeff() > 1e4) return true;
  if ((mean_ + 0.2 * deviations).cwiseEqual(mean_).any()) return true;
  const Eigen::Index axis = generation_ % size();
  if ((mean_ + 0.1 * sigma_ * lengths_[axis] * axes_.col(axis)).cwiseEqual(mean_).all())
    return true;
  return lengths_.maxCoeff() > 1e14 * lengths_.minCoeff();
}

HONE_INLINE void Cma::tell(std::vector<Solution> population) {
  ++generation_;
  std::stable_sort(population.begin(), population.end(),
                   [](const Solution& a, const Solution& b) { return a.loss < b.loss; });
  for (const Solution* solution : {&population.front(), &population.back()})
    recent_.push_back(solution->loss);
  while (recent_.size() > 2 * remembered_) recent_.pop_front();
  Matrix y(size(), static_cast<Eigen::Index>(population.size()));
  for (Eigen::Index k = 0; k < y.cols(); ++k)
    y.col(k) = (population[static_cast<size_t>(k)].x - mean_) / sigma_;

  const Vector shift = product(y.leftCols(parents_), weights_.head(parents_));  // (41)
  mean_ += sigma_ * shift;
  const Matrix whitening = axes_ * lengths_.cwiseInverse().asDiagonal() * axes_.transpose();
  sigma_path_ = (1 - c_sigma_) * sigma_path_ +
                std::sqrt(c_sigma_ * (2 - c_sigma_) * effective_) * product(whitening, shift);
  const double n = static_cast<double>(size()), length = sigma_path_.norm();
  sigma_ = std::min(sigma_ * std::exp(c_sigma_ / d_sigma_ * (length / normal_length_ - 1)), 1e32);

  const double age = 1 - std::pow(1 - c_sigma_, 2 * static_cast<double>(generation_ + 1));
  const double h = length / std::sqrt(age) < (1.4 + 2 / (n + 1)) * normal_length_ ? 1 : 0;
  path_ = (1 - c_path_) * path_ + h * std::sqrt(c_path_ * (2 - c_path_) * effective_) * shift;
  Vector weights = weights_;  // (46)
  for (Eigen::Index k = 0; k < weights.size(); ++k)
    if (weights[k] < 0) weights[k] *= n / (product(whitening, y.col(k)).squaredNorm() + 1e-8);
  Matrix rank_mu =
      y.leftCols(weights.size()) * weights.asDiagonal() * y.leftCols(weights.size()).transpose();
  Matrix rank_one = path_ * path_.transpose();
  if (separable_) {
    rank_mu = Matrix(rank_mu.diagonal().asDiagonal());
    rank_one = Matrix(rank_one.diagonal().asDiagonal());
  }
  const double missed = (1 - h) * c_path_ * (2 - c_path_);
  covariance_ = (1 + c_one_ * missed - c_one_ - c_mu_ * weights_.sum()) * covariance_ +
                c_one_ * rank_one + c_mu_ * rank_mu;  // (47)
  decompose();
  for (Eigen::Index i = 0; i < size(); ++i)
    if (steps_[i] > 0) keep_margin(i);
}

HONE_INLINE Eigen::Index Cma::size() const { return mean_.size(); }

HONE_INLINE Cma::Vector Cma::product(const Matrix& matrix, const Vector& vector) {
  Vector result(matrix.rows());
  result.noalias() = matrix * vector;
  return result;
}

HONE_INLINE void Cma::set_rates(std::optional<int64_t> population) {
  const double n = static_cast<double>(size());
  population_size_ = population ? static_cast<size_t>(*population)
                                : 4 + static_cast<size_t>(3 * std::log(n));  // (48)
  remembered_ = 10 + static_cast<size_t>(std::ceil(30 * n / static_cast<double>(population_size_)));
  const auto lambda = static_cast<Eigen::Index>(population_size_);
  parents_ = lambda / 2;
  const double half =
      separable_ ? static_cast<double>(parents_) + 1 : (static_cast<double>(lambda) + 1) / 2;
  weights_.resize(separable_ ? parents_ : lambda);
  for (Eigen::Index i = 0; i < weights_.size(); ++i)  // (49)
    weights_[i] = std::log(half) - std::log(static_cast<double>(i) + 1);
  const auto effective = [](const auto& part) {
    return part.sum() * part.sum() / part.squaredNorm();
  };
  const double mu = effective_ = effective(weights_.head(parents_));
  c_one_ = 2 / ((n + 1.3) * (n + 1.3) + mu);
  normal_length_ = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  const double slack = 2 * std::max(0.0, std::sqrt((mu - 1) / (n + 1)) - 1);
  if (separable_) {  // (Ros, Hansen: A simple modification in CMA-ES, 2008)
    weights_ /= weights_.sum();
    const double full = 2 / mu / std::pow(n + std::sqrt(2.0), 2) +
                        (1 - 1 / mu) * std::min(1.0, (2 * mu - 1) / ((n + 2) * (n + 2) + mu));
    c_mu_ = (n + 2) / 3 * full;
    c_sigma_ = (mu + 2) / (n + mu + 3);
    c_path_ = 4 / (n + 4);
  } else {
    c_mu_ = std::min(1 - c_one_ - 1e-8, 2 * (mu - 2 + 1 / mu) / ((n + 2) * (n + 2) + mu));
    const double mu_minus = effective(weights_.tail(lambda - parents_));
    const double alpha = std::min({1 + c_one_ / c_mu_, 1 + 2 * mu_minus / (mu + 2),
                                   (1 - c_one_ - c_mu_) / (n * c_mu_)});  // (50), (51), (52)
    const double positive = weights_.cwiseMax(0).sum(), negative = -weights_.cwiseMin(0).sum();
    for (double& weight : weights_) weight *= weight >= 0 ? 1 / positive : alpha / negative;
    c_sigma_ = (mu + 2) / (n + mu + 5);             // (55)
    c_path_ = (4 + mu / n) / (n + 4 + 2 * mu / n);  // (56)
  }
  d_sigma_ = 1 + slack + c_sigma_;
}

HONE_INLINE void Cma::decompose() {
  if (separable_) {
    axes_ = Matrix::Identity(size(), size());
    lengths_ = covariance_.diagonal();
  } else {
    covariance_ = (0.5 * (covariance_ + covariance_.transpose())).eval();
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(covariance_);
    axes_ = solver.eigenvectors();
    lengths_ = solver.eigenvalues();
  }
  for (double& square : lengths_) square = std::sqrt(square < 0 ? 1e-8 : square);
  if (!separable_) covariance_ = axes_ * lengths_.cwiseAbs2().asDiagonal() * axes_.transpose();
}

HONE_INLINE double Cma::value(Eigen::Index i, double index) const { return index * steps_[i]; }

HONE_INLINE double Cma::last_index(Eigen::Index i) const { return std::round(1 / steps_[i]); }

HONE_INLINE double Cma::index_of(Eigen::Index i, double x) const {
  return std::clamp(std::ceil(x / steps_[i] - 0.5), 0.0, last_index(i));
}

HONE_INLINE void Cma::keep_margin(Eigen::Index i) {
  const double margin = 1 / (static_cast<double>(size()) * static_cast<double>(population_size_));
  const double index = index_of(i, mean_[i]), last = last_index(i);
  const double low = (value(i, std::clamp(index - 1, 0.0, last - 1)) + 0.5 * steps_[i]);
  const double high = (value(i, std::clamp(index, 0.0, last - 1)) + 0.5 * steps_[i]);
  const double deviation = sigma_ * std::sqrt(covariance_(i, i));
  const auto below = [&](double x) {
    return normal_mass((x - mean_[i]) / (deviation * stretch_[i]));
  };
  const double p_low = below(low), p_high = 1 - below(high), p_middle = 1 - (p_low + p_high);
  // The normal quantile with mass p above it.
  const auto distance = [](double p) { return -normal_quantile(p); };
  if (std::max(p_low, p_high) > 0.5) {  // the mean is on the first or last value
    if (std::min(p_low, p_high) >= margin) return;
    const double side = mean_[i] > high ? 1 : mean_[i] < high ? -1 : 0;
    mean_[i] = high + side * deviation * stretch_[i] * distance(margin);
    return;
  }
  const double at_low = std::max(p_low, margin / 2), at_high = std::max(p_high, margin / 2);
  const double left = 1 - at_low - at_high - p_middle;
  const double sum = at_low + p_middle + at_high - 1.5 * margin;
  const auto corrected = [&](double p) {
    return distance(std::clamp(p + left * (p - margin / 2) / sum, 1e-10, 0.5 - 1e-10));
  };
  const double to_low = corrected(at_low), to_high = corrected(at_high);
  stretch_[i] = (high - low) / ((to_low + to_high) * deviation);
  mean_[i] = (low * to_high + high * to_low) / (to_low + to_high);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
