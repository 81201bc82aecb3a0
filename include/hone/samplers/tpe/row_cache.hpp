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

/// For values that are asked for again and again, a number for each kernel, kept while kernels come
/// and go. One thread to an object.
class RowCache {
 public:
  struct Row {
    double value = 0;
    bool is_filled = false;
    uint64_t last_use = 0;
    PaddedColumn numbers{0};
  };

  /// The row of a value, perhaps not filled yet. Its numbers stay where they are until `trim`.
  Row& at(double value, size_t kernels);

  /// Drops the rows that were not asked for lately, if there are many.
  void trim();

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

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/row_cache.hpp>
#endif
