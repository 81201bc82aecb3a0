// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/samplers/detail/random.hpp>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Factors that a number is multiplied by to perturb it.
struct Factors {
  double down = 0.8;
  double up = 1.2;
};

/// Returns a number near `x`, which must belong to the distribution. Numbers: `x` times one of the
/// factors, within the range; on a grid rounded to the nearest point, but at least one step away.
/// At the end of the range it moves the other way. 0 has no direction: it moves to either neighbor
/// on a grid, and is drawn again otherwise. Choices: the previous or next in the list, or perhaps
/// the same at its ends. (Jaderberg et al. 2017; Ray Tune: explore.)
double perturbed(const Distribution& distribution, double x, const Factors& factors,
                 Random& random);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/perturb.hpp>
#endif
