// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/tpe/padded_column.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// For values that are looked up repeatedly: one number per kernel, kept while kernels are inserted
/// and erased. Not thread-safe.
class RowCache {
 public:
  struct Row {
    double value = 0;
    bool is_filled = false;
    uint64_t last_use = 0;
    PaddedColumn numbers{0};
  };

  /// Returns the row of a value, which may not be filled yet. Its numbers do not move until `trim`.
  Row& at(double value, size_t kernels);

  /// Drops the least recently used rows if there are too many.
  void trim();

  void insert(size_t kernel, double number) {
    for (Row& row : rows_) row.numbers.insert(kernel, number);
  }
  void erase(size_t kernel) {
    for (Row& row : rows_) row.numbers.erase(kernel);
  }

  std::vector<Row>& rows() { return rows_; }

 private:
  // Few enough that inserting a kernel is cheap; enough for the values that a study repeats.
  static constexpr size_t kMost = 64;

  uint64_t uses_ = 0;
  std::vector<Row> rows_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/row_cache.hpp>
#endif
