// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/detail/random.hpp>

#include <cstddef>
#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Sequences of points that fill a cube more evenly than random points do. Pure functions:
/// coordinate `dimension`, counted from 0, of point `index`, in [0, 1).

/// Number of dimensions in the table of `sobol`.
constexpr size_t kSobolDimensions = 64;

/// Sobol's sequence in Gray code order, same as scipy.stats.qmc.Sobol. With `scramble`, its bits
/// are mixed by a random triangular matrix and flipped at random, which preserves its evenness.
/// (Matousek: On the L2-discrepancy for anchored boxes, 1998.)
double sobol(uint32_t index, size_t dimension, Random* scramble = nullptr);

/// Halton's sequence: the index's digits in the base of the dimension's prime, mirrored at the
/// radix point. Same as scipy.stats.qmc.Halton. With `scramble`, each digit goes through its own
/// random permutation. (Owen: A randomized Halton algorithm in R, 2017.)
double halton(uint32_t index, size_t dimension, Random* scramble = nullptr);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/quasi_random.hpp>
#endif
