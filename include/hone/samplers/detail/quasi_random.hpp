// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/detail/random.hpp>

#include <cstddef>
#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Sequences of points that fill a cube more evenly than chance does. Pure functions: coordinate
/// `dimension`, counted from 0, of point `index`, in [0, 1).

/// Dimensions that `sobol` has a table for.
constexpr size_t kSobolDimensions = 64;

/// Sobol's sequence in the order of Gray's code, as scipy.stats.qmc.Sobol has it. With `scramble`,
/// its bits are mixed by a random triangular matrix and flipped at random, which keeps its
/// evenness. (Matousek: On the L2-discrepancy for anchored boxes, 1998.)
double sobol(uint32_t index, size_t dimension, Random* scramble = nullptr);

/// Halton's sequence: the index's digits to the base of the dimension's prime, mirrored at the
/// point. As scipy.stats.qmc.Halton has it. With `scramble`, each digit goes through a random
/// permutation of its own. (Owen: A randomized Halton algorithm in R, 2017.)
double halton(uint32_t index, size_t dimension, Random* scramble = nullptr);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/quasi_random.hpp>
#endif
