// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/detail/signed_rank.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE double signed_rank_p(std::vector<double> differences) {
  const size_t n = differences.size();
  std::sort(differences.begin(), differences.end(),
            [](double a, double b) { return std::abs(a) < std::abs(b); });

  // Ranks are doubled, so that the averaged ranks of ties are integers.
  std::vector<size_t> ranks;  // of differences other than 0
  size_t above = 0;           // sum of the ranks of positive differences
  double half = 0;            // half of the ranks of zeros
  double ties = 0;
  for (size_t begin = 0, end; begin < n; begin = end) {
    end = begin + 1;
    while (end < n && std::abs(differences[end]) == std::abs(differences[begin])) ++end;
    const double equals = static_cast<double>(end - begin);
    ties += equals * equals * equals - equals;
    for (size_t i = begin; i < end; ++i) {
      const size_t rank = begin + 1 + end;
      if (differences[i] == 0) {
        half += static_cast<double>(rank) / 2;
      } else {
        ranks.push_back(rank);
        if (differences[i] > 0) above += rank;
      }
    }
  }

  const bool is_plain = ties == 0 && ranks.size() == n;
  if (n <= (is_plain ? 50 : 13)) {
    std::vector<double> chance{1};  // probability of each rank sum under random signs
    for (const size_t rank : ranks) {
      chance.resize(chance.size() + rank);
      for (size_t sum = chance.size(); sum-- > 0;)
        chance[sum] = (chance[sum] + (sum < rank ? 0 : chance[sum - rank])) / 2;
    }
    double p = 0;
    for (size_t sum = above; sum < chance.size(); ++sum) p += chance[sum];
    return p;
  }
  const double count = static_cast<double>(n);
  const double mean = count * (count + 1) / 4;
  const double variance = (count * (count + 1) * (2 * count + 1) - ties / 2) / 24;
  const double z = ((static_cast<double>(above) + half) / 2 - mean) / std::sqrt(variance);
  return std::erfc(z / std::sqrt(2.0)) / 2;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
