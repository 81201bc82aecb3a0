// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/detail/random.hpp>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// CMA-ES: a normal distribution over the unit cube that moves and adapts its shape towards the
/// better half of its samples. (Hansen: The CMA evolution strategy: a tutorial, 2016; equation
/// numbers are those of the paper. Python: cmaes.CMA, SepCMA and CMAwM.)
///
///   Cma cma(mean, 1.0 / 6, {});
///   while (...) {
///     std::vector<Cma::Solution> population;
///     while (population.size() < cma.population_size()) {
///       const Eigen::VectorXd x = cma.draw(random);
///       population.push_back({x, f(cma.encoded(x))});
///     }
///     cma.tell(population);
///   }
///
/// Not thread-safe.
class Cma {
 public:
  using Vector = Eigen::VectorXd;
  using Matrix = Eigen::MatrixXd;

  struct Settings {
    std::optional<int64_t> population_size;
    bool separable = false;  ///< axes are independent: learns faster with many axes
    Vector steps;            ///< each axis' grid step, 0 if continuous; empty: no axis has a grid
    Matrix covariance;       ///< initial; empty: the identity
  };

  struct Solution {
    Vector x;  ///< as drawn, not encoded
    double loss;
  };

  Cma(Vector mean, double sigma, const Settings& settings);

  size_t population_size() const { return population_size_; }
  /// Number of calls of `tell`.
  int64_t generation() const { return generation_; }
  const Vector& mean() const { return mean_; }
  double sigma() const { return sigma_; }
  const Matrix& covariance() const { return covariance_; }

  /// Returns a point whose continuous axes are within the cube.
  Vector draw(Random& random) const;

  /// Returns the point to evaluate for a drawn one: rounded to the nearest value on grids.
  Vector encoded(Vector x) const;

  /// Whether the search is over: losses have been equal for a while, the distribution has shrunk to
  /// a point in double precision, or it is too elongated or too wide for the arithmetic. (Python:
  /// cmaes.CMA.should_stop.)
  bool has_ended() const;

  /// Learns from a complete population.
  void tell(std::vector<Solution> population);

 private:
  Eigen::Index size() const;

  // Separate, because inside an expression g++ 12 warns about Eigen's temporary.
  static Vector product(const Matrix& matrix, const Vector& vector);

  void set_rates(std::optional<int64_t> population);

  // Computes the covariance's axes and their lengths.
  void decompose();

  double value(Eigen::Index i, double index) const;
  double last_index(Eigen::Index i) const;
  // Nearest index; halfway between two values it is the lower one.
  double index_of(Eigen::Index i, double x) const;

  // A distribution narrower than a grid step would stay on one value forever. This keeps a chance
  // for each neighbor. (Hamano et al.: CMA-ES with margin, 2022.)
  void keep_margin(Eigen::Index i);

  bool separable_;
  Vector mean_;
  double first_sigma_;
  double sigma_;
  Matrix covariance_;
  Vector sigma_path_;
  Vector path_;
  Vector steps_;
  Vector stretch_;  // grids only: see keep_margin
  Matrix axes_;
  Vector lengths_;
  int64_t generation_ = 0;

  std::deque<double> recent_;  // best and worst loss of each recent generation
  size_t remembered_ = 0;      // number of generations in recent_

  size_t population_size_ = 0;
  Eigen::Index parents_ = 0;
  Vector weights_;
  double effective_ = 0;  // effective number of parents
  double normal_length_ = 0;
  double c_one_ = 0, c_mu_ = 0, c_sigma_ = 0, c_path_ = 0, d_sigma_ = 0;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/cma.hpp>
#endif
