// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The p-value of Wilcoxon's signed-rank test that differences tend to be above 0: how likely they
/// would be as large as this if each had either sign by chance. Differences of 0 count half for
/// either side. All are finite.
///
///   signed_rank_p({1, 2, 3});  // 0.125: one in eight
///
/// As scipy.stats.wilcoxon(differences, zero_method="zsplit", alternative="greater") of scipy 1.17
/// has it: exact for up to 50 differences, or 13 where some are 0 or equally large; beyond that by
/// the normal distribution, without correction for continuity.
double signed_rank_p(std::vector<double> differences);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/detail/impl/signed_rank.hpp>
#endif
