// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Contiguous numbers, padded with `fill` to a multiple of kLanes.
class PaddedColumn {
 public:
  explicit PaddedColumn(double fill) : fill_(fill) {}

  void insert(size_t at, double number);

  void erase(size_t at);

  size_t size() const { return size_; }
  double operator[](size_t at) const { return numbers_[at]; }
  double& operator[](size_t at) { return numbers_[at]; }
  const double* data() const { return numbers_.data(); }
  double* data() { return numbers_.data(); }

 private:
  std::vector<double>::iterator from(size_t at) {
    return numbers_.begin() + static_cast<std::ptrdiff_t>(at);
  }

  double fill_;
  size_t size_ = 0;
  std::vector<double> numbers_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/padded_column.hpp>
#endif
