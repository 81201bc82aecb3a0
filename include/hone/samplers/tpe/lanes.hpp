// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// How many doubles the loops over columns process at once.
constexpr size_t kLanes = 8;

/// `size` rounded up to a multiple of kLanes.
constexpr size_t padded(size_t size) { return (size + kLanes - 1) / kLanes * kLanes; }

#ifdef __GNUC__
/// Two doubles in one register, at any optimization level.
typedef double Pair __attribute__((vector_size(16)));
typedef uint64_t PairBits __attribute__((vector_size(16)));
inline Pair make_pair_of(double both) { return Pair{both, both}; }
inline Pair larger(Pair a, Pair b) { return a > b ? a : b; }
#else
template <class T>
struct TwoOf {
  T a, b;
  friend TwoOf operator+(TwoOf x, TwoOf y) { return {x.a + y.a, x.b + y.b}; }
  friend TwoOf operator-(TwoOf x, TwoOf y) { return {x.a - y.a, x.b - y.b}; }
  friend TwoOf operator*(TwoOf x, TwoOf y) { return {x.a * y.a, x.b * y.b}; }
  friend TwoOf operator<<(TwoOf x, int places) { return {x.a << places, x.b << places}; }
};
using Pair = TwoOf<double>;
using PairBits = TwoOf<uint64_t>;
inline Pair make_pair_of(double both) { return {both, both}; }
inline Pair larger(Pair x, Pair y) { return {x.a > y.a ? x.a : y.a, x.b > y.b ? x.b : y.b}; }
#endif

/// e^x for x in [-700, 0], with a relative error of at most 2e-15.
inline Pair exp_not_positive(Pair x) {
  const auto all = [](double number) { return make_pair_of(number); };
  const Pair shifter = all(0x1.8p52);  // adding it puts the nearest integer in the low bits
  const Pair shifted = x * all(1.4426950408889634074) + shifter;
  const Pair twos = shifted - shifter;
  const Pair r = (x - twos * all(0x1.62e42fefa38p-1)) - twos * all(0x1.ef35793c7673p-45);
  const Pair r2 = r * r, r4 = r2 * r2;
  // e^r = 1 + r + r^2 q(r), with a Chebyshev fit of degree 8 for q where |r| <= log(2) / 2. The
  // order of operations lets its parts be computed in parallel.
  const Pair q0 = all(0.5) + r * all(0.16666666666648289);
  const Pair q2 = all(0.041666666666651357) + r * all(0.0083333333537293965);
  const Pair q4 = all(0.0013888888905881542) + r * all(0.00019841208732536384);
  const Pair q6 = all(2.4801536388690766e-05) + r * all(2.762511557828763e-06);
  const Pair q = (q0 + r2 * q2) + r4 * ((q4 + r2 * q6) + r4 * all(2.761380686153829e-07));
  const Pair mantissa = all(1) + (r + r2 * q);
  PairBits bits, exponent;
  std::memcpy(&bits, &mantissa, sizeof bits);
  std::memcpy(&exponent, &shifted, sizeof exponent);
  bits = bits + (exponent << 52);
  Pair result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}

/// Eight doubles that are processed together.
struct Lanes {
  Pair a, b, c, d;

  static Lanes all(double number) {
    const Pair both = make_pair_of(number);
    return {both, both, both, both};
  }
  /// Loads eight adjacent numbers, with no alignment required.
  static Lanes load(const double* numbers) {
    Lanes lanes;
    std::memcpy(&lanes.a, numbers, sizeof lanes.a);
    std::memcpy(&lanes.b, numbers + 2, sizeof lanes.b);
    std::memcpy(&lanes.c, numbers + 4, sizeof lanes.c);
    std::memcpy(&lanes.d, numbers + 6, sizeof lanes.d);
    return lanes;
  }
  void store(double* numbers) const {
    std::memcpy(numbers, &a, sizeof a);
    std::memcpy(numbers + 2, &b, sizeof b);
    std::memcpy(numbers + 4, &c, sizeof c);
    std::memcpy(numbers + 6, &d, sizeof d);
  }

  friend Lanes operator+(const Lanes& x, const Lanes& y) {
    return {x.a + y.a, x.b + y.b, x.c + y.c, x.d + y.d};
  }
  friend Lanes operator-(const Lanes& x, const Lanes& y) {
    return {x.a - y.a, x.b - y.b, x.c - y.c, x.d - y.d};
  }
  friend Lanes operator*(const Lanes& x, const Lanes& y) {
    return {x.a * y.a, x.b * y.b, x.c * y.c, x.d * y.d};
  }
};

inline Lanes larger(const Lanes& x, const Lanes& y) {
  return {larger(x.a, y.a), larger(x.b, y.b), larger(x.c, y.c), larger(x.d, y.d)};
}
inline Lanes exp_not_positive(const Lanes& x) {
  return {exp_not_positive(x.a), exp_not_positive(x.b), exp_not_positive(x.c),
          exp_not_positive(x.d)};
}

/// Adds in a fixed order, so that the same lanes give the same sum everywhere.
inline double sum(const Lanes& lanes) {
  double numbers[kLanes];
  lanes.store(numbers);
  return ((numbers[0] + numbers[1]) + (numbers[2] + numbers[3])) +
         ((numbers[4] + numbers[5]) + (numbers[6] + numbers[7]));
}
inline double largest(const Lanes& lanes) {
  double numbers[kLanes];
  lanes.store(numbers);
  double result = numbers[0];
  for (const double number : numbers) result = number > result ? number : result;
  return result;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
