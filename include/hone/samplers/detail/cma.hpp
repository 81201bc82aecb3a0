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

/// A normal distribution over the unit cube that moves and stretches towards the better half of
/// what was drawn from it. (Hansen: The CMA evolution strategy: a tutorial, 2016; the equations are
/// numbered as there. Python: cmaes.CMA, SepCMA and CMAwM.)
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
/// One thread to an object.
class Cma {
 public:
  using Vector = Eigen::VectorXd;
  using Matrix = Eigen::MatrixXd;

  struct Settings {
    std::optional<int64_t> population_size;
    bool separable = false;  ///< axes are independent: learns faster with many
    Vector steps;       ///< of each axis' grid, 0 for a continuous one; empty: no axis has a grid
    Matrix covariance;  ///< to begin with; empty: none between axes
  };

  struct Solution {
    Vector x;  ///< as drawn
    double loss;
  };

  Cma(Vector mean, double sigma, const Settings& settings);

  size_t population_size() const { return population_size_; }
  /// How many populations were told.
  int64_t generation() const { return generation_; }
  const Vector& mean() const { return mean_; }
  double sigma() const { return sigma_; }
  const Matrix& covariance() const { return covariance_; }

  /// A point whose continuous axes are within the cube.
  Vector draw(Random& random) const;

  /// What to evaluate for a drawn point: on grids the nearest value.
  Vector encoded(Vector x) const;

  /// Whether there is nothing more to find from here: losses have been all the same for a while,
  /// the distribution has become a point to double precision, or it is too long and thin, or too
  /// wide, to calculate with. (Python: cmaes.CMA.should_stop.)
  bool has_ended() const;

  /// Learns from a whole population.
  void tell(std::vector<Solution> population);

 private:
  Eigen::Index size() const;

  // On its own: within an expression g++ 12 warns of Eigen's temporary.
  static Vector product(const Matrix& matrix, const Vector& vector);

  void set_rates(std::optional<int64_t> population);

  // The covariance's axes and their lengths.
  void decompose();

  double value(Eigen::Index i, double index) const;
  double last_index(Eigen::Index i) const;
  // Halfway between a value and the one below.
  double index_of(Eigen::Index i, double x) const;

  // Once the distribution is narrower than a grid's step it would stay on one value for ever: this
  // leaves each neighbor a chance. (Hamano et al.: CMA-ES with margin, 2022.)
  void keep_margin(Eigen::Index i);

  bool separable_;
  Vector mean_;
  double first_sigma_;
  double sigma_;
  Matrix covariance_;
  Vector sigma_path_;
  Vector path_;
  Vector steps_;
  Vector stretch_;  // of grids: see keep_margin
  Matrix axes_;
  Vector lengths_;
  int64_t generation_ = 0;

  std::deque<double> recent_;  // the best and the worst loss of the last generations
  size_t remembered_ = 0;      // generations

  size_t population_size_ = 0;
  Eigen::Index parents_ = 0;
  Vector weights_;
  double effective_ = 0;  // how many parents the weights amount to
  double normal_length_ = 0;
  double c_one_ = 0, c_mu_ = 0, c_sigma_ = 0, c_path_ = 0, d_sigma_ = 0;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/cma.hpp>
#endif
