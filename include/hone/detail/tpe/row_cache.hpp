// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/tpe/padded_column.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// For values that are asked for again and again, a number for each kernel, kept while kernels come
/// and go. One thread to an object.
template <class = void>
class RowCacheOf {
 public:
  struct Row {
    double value = 0;
    bool is_filled = false;
    uint64_t last_use = 0;
    PaddedColumn numbers{0};
  };

  /// The row of a value, perhaps not filled yet. Its numbers stay where they are until `trim`.
  Row& at(double value, size_t kernels) {
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

  /// Drops the rows that were not asked for lately, if there are many.
  void trim() {
    if (rows_.size() <= kMost) return;
    std::nth_element(rows_.begin(), rows_.begin() + kMost, rows_.end(),
                     [](const Row& a, const Row& b) { return a.last_use > b.last_use; });
    rows_.resize(kMost);
  }

  void insert(size_t kernel, double number) {
    for (Row& row : rows_) row.numbers.insert(kernel, number);
  }
  void erase(size_t kernel) {
    for (Row& row : rows_) row.numbers.erase(kernel);
  }

  std::vector<Row>& rows() { return rows_; }

 private:
  // So few that a new kernel stays cheap, and enough for what a study comes back to.
  static constexpr size_t kMost = 64;

  uint64_t uses_ = 0;
  std::vector<Row> rows_;
};
using RowCache = RowCacheOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
