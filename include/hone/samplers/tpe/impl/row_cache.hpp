// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/tpe/padded_column.hpp>
#include <hone/samplers/tpe/row_cache.hpp>

#include <algorithm>
#include <cstddef>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE RowCache::Row& RowCache::at(double value, size_t kernels) {
  ++uses_;
  auto row = std::find_if(rows_.begin(), rows_.end(),
                          [value](const Row& known) { return known.value == value; });
  if (row == rows_.end()) {
    rows_.emplace_back();
    row = rows_.end() - 1;
    row->value = value;
    while (row->numbers.size() < kernels) row->numbers.insert(row->numbers.size(), 0);
  }
  row->last_use = uses_;
  return *row;
}

HONE_INLINE void RowCache::trim() {
  if (rows_.size() <= kMost) return;
  std::nth_element(rows_.begin(), rows_.begin() + kMost, rows_.end(),
                   [](const Row& a, const Row& b) { return a.last_use > b.last_use; });
  rows_.resize(kMost);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
