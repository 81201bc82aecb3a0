// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/samplers/detail/random.hpp>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// What a number is multiplied by to move it a little.
struct Factors {
  double down = 0.8;
  double up = 1.2;
};

/// A number near `x`, which is one of the distribution's: `x` times one of the factors, inside the
/// range; on a grid the nearest point to that, and at least the next one. Where the range ends it
/// goes the other way. 0 has no direction: on a grid either neighbour, else drawn anew. Of choices
/// the one before or after in the list; at its ends perhaps the same. (Jaderberg et al. 2017; Ray
/// Tune: explore.)
double perturbed(const Distribution& distribution, double x, const Factors& factors,
                 Random& random);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/perturb.hpp>
#endif
