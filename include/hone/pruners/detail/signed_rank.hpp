// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The one-sided p-value of Wilcoxon's signed-rank test that differences tend to be above 0: the
/// probability of differences this large if their signs were random. A difference of 0 counts half
/// for either side. All differences must be finite.
///
///   signed_rank_p({1, 2, 3});  // 0.125: one in eight
///
/// Same as scipy.stats.wilcoxon(differences, zero_method="zsplit", alternative="greater") of scipy
/// 1.17. Exact for up to 50 differences, or 13 if some are 0 or tied. Beyond that it uses the
/// normal approximation without continuity correction.
double signed_rank_p(std::vector<double> differences);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/detail/impl/signed_rank.hpp>
#endif
