// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/detail/quasi_random.hpp>
#include <hone/samplers/detail/random.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The directions of one dimension of Sobol's sequence, most significant bit first. (Joe and Kuo:
/// Constructing Sobol sequences with better two-dimensional projections, 2008; their table
/// new-joe-kuo-6, cut to 64 dimensions.)
HONE_INLINE std::array<uint32_t, 32> sobol_directions(size_t dimension) {
  // Primitive polynomials, one bit per coefficient, for dimensions 1 to 63. Then each dimension's
  // first directions, as many as the degree of its polynomial.
  static constexpr uint16_t kPolynomials[kSobolDimensions - 1] = {
      3,   7,   11,  13,  19,  25,  37,  41,  47,  55,  59,  61,  67,  91,  97,  103,
      109, 115, 131, 137, 143, 145, 157, 167, 171, 185, 191, 193, 203, 211, 213, 229,
      239, 241, 247, 253, 285, 299, 301, 333, 351, 355, 357, 361, 369, 391, 397, 425,
      451, 463, 487, 501, 529, 539, 545, 557, 563, 601, 607, 617, 623, 631, 637};
  static constexpr uint16_t kFirst[] = {
      1,   1,   3,   1,   3,   1,   1,   1,   1,   1,   1,   3,   3,  1,   3,   5,  13,  1,   1,
      5,   5,   17,  1,   1,   5,   5,   5,   1,   1,   7,   11,  19, 1,   1,   5,  1,   1,   1,
      1,   1,   3,   11,  1,   3,   5,   5,   31,  1,   3,   3,   9,  7,   49,  1,  1,   1,   15,
      21,  21,  1,   3,   1,   13,  27,  49,  1,   1,   1,   15,  7,  5,   1,   3,  1,   15,  13,
      25,  1,   1,   5,   5,   19,  61,  1,   3,   7,   11,  23,  15, 103, 1,   3,  7,   13,  13,
      15,  69,  1,   1,   3,   13,  7,   35,  63,  1,   3,   5,   9,  1,   25,  53, 1,   3,   1,
      13,  9,   35,  107, 1,   3,   1,   5,   27,  61,  31,  1,   1,  5,   11,  19, 41,  61,  1,
      3,   5,   3,   3,   13,  69,  1,   1,   7,   13,  1,   19,  1,  1,   3,   7,  5,   13,  19,
      59,  1,   1,   3,   9,   25,  29,  41,  1,   3,   5,   13,  23, 1,   55,  1,  3,   7,   3,
      13,  59,  17,  1,   3,   1,   3,   5,   53,  69,  1,   1,   5,  5,   23,  33, 13,  1,   1,
      7,   7,   1,   61,  123, 1,   1,   7,   9,   13,  61,  49,  1,  3,   3,   5,  3,   55,  33,
      1,   3,   1,   15,  31,  13,  49,  245, 1,   3,   5,   15,  31, 59,  63,  97, 1,   3,   1,
      11,  11,  11,  77,  249, 1,   3,   1,   11,  27,  43,  71,  9,  1,   1,   7,  15,  21,  11,
      81,  45,  1,   3,   7,   3,   25,  31,  65,  79,  1,   3,   1,  1,   19,  11, 3,   205, 1,
      1,   5,   9,   19,  21,  29,  157, 1,   3,   7,   11,  1,   33, 89,  185, 1,  3,   3,   3,
      15,  9,   79,  71,  1,   3,   7,   11,  15,  39,  119, 27,  1,  1,   3,   1,  11,  31,  97,
      225, 1,   1,   1,   3,   23,  43,  57,  177, 1,   3,   7,   7,  17,  17,  37, 71,  1,   3,
      1,   5,   27,  63,  123, 213, 1,   1,   3,   5,   11,  43,  53, 133, 1,   3,  5,   5,   29,
      17,  47,  173, 479, 1,   3,   3,   11,  3,   1,   109, 9,   69, 1,   1,   1,  5,   17,  39,
      23,  5,   343, 1,   3,   1,   5,   25,  15,  31,  103, 499, 1,  1,   1,   11, 11,  17,  63,
      105, 183, 1,   1,   5,   11,  9,   29,  97,  231, 363, 1,   1,  5,   15,  19, 45,  41,  7,
      383, 1,   3,   7,   7,   31,  19,  83,  137, 221, 1,   1,   1,  3,   23,  15, 111, 223, 83,
      1,   1,   5,   13,  31,  15,  55,  25,  161, 1,   1,   3,   13, 25,  47,  39, 87,  257};
  std::array<uint32_t, 32> directions{};
  if (dimension == 0) {
    for (unsigned i = 0; i < 32; ++i) directions[i] = uint32_t{1} << (31 - i);
    return directions;
  }
  const auto degree_of = [](uint32_t polynomial) {
    unsigned degree = 0;
    while (polynomial >>= 1) ++degree;
    return degree;
  };
  size_t first = 0;
  for (size_t before = 0; before + 1 < dimension; ++before)
    first += degree_of(kPolynomials[before]);
  const uint32_t polynomial = kPolynomials[dimension - 1];
  const unsigned degree = degree_of(polynomial);
  for (unsigned i = 0; i < 32; ++i) {
    if (i < degree) {
      directions[i] = uint32_t{kFirst[first + i]} << (31 - i);
      continue;
    }
    uint32_t next = directions[i - degree] ^ (directions[i - degree] >> degree);
    for (unsigned back = 1; back < degree; ++back)
      if (polynomial >> (degree - back) & 1) next ^= directions[i - back];
    directions[i] = next;
  }
  return directions;
}

HONE_INLINE double sobol(uint32_t index, size_t dimension, Random* scramble) {
  const std::array<uint32_t, 32> directions = sobol_directions(dimension);
  uint32_t bits = 0;
  const uint32_t gray = index ^ (index >> 1);
  for (unsigned i = 0; i < 32; ++i)
    if (gray >> i & 1) bits ^= directions[i];
  if (scramble) {
    uint32_t mixed = static_cast<uint32_t>(scramble->bits());
    for (unsigned i = 0; i < 32; ++i) {
      // Bit i, from the top, becomes the parity of itself and a random subset of the bits above it.
      const uint32_t above = i == 0 ? 0 : ~uint32_t{0} << (32 - i);
      const uint32_t row = (static_cast<uint32_t>(scramble->bits()) & above) | uint32_t{1}
                                                                                   << (31 - i);
      uint32_t parity = bits & row;
      for (const int half : {16, 8, 4, 2, 1}) parity ^= parity >> half;
      mixed ^= (parity & 1) << (31 - i);
    }
    bits = mixed;
  }
  return bits * 0x1p-32;
}

HONE_INLINE double halton(uint32_t index, size_t dimension, Random* scramble) {
  uint32_t base = 2;
  for (size_t primes = 0;; ++base) {
    bool is_prime = true;
    for (uint32_t d = 2; d * d <= base && is_prime; ++d) is_prime = base % d != 0;
    if (is_prime && primes++ == dimension) break;
  }
  double sum = 0, place = 1.0 / base;
  std::vector<uint32_t> digits(base);
  for (uint32_t rest = index; scramble ? place > 0x1p-54 : rest > 0; rest /= base) {
    uint32_t digit = rest % base;
    if (scramble) {
      std::iota(digits.begin(), digits.end(), 0u);
      for (uint32_t last = base - 1; last > 0; --last)
        std::swap(digits[last], digits[static_cast<size_t>(scramble->uniform() * (last + 1))]);
      digit = digits[digit];
    }
    sum += digit * place;
    place /= base;
  }
  return sum < 1 ? sum : 1 - 0x1p-53;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
