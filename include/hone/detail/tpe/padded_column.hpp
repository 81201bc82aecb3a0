// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/tpe/lanes.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Numbers side by side, with so many of `fill` behind them that a loop may take whole lanes.
class PaddedColumn {
 public:
  explicit PaddedColumn(double fill) : fill_(fill) {}

  template <class = void>
  void insert(size_t at, double number) {
    if (size_ == numbers_.size()) numbers_.resize(padded(size_ + 1), fill_);
    std::copy_backward(from(at), from(size_), from(size_) + 1);
    ++size_;
    numbers_[at] = number;
  }

  template <class = void>
  void erase(size_t at) {
    std::copy(from(at + 1), from(size_), from(at));
    --size_;
    numbers_[size_] = fill_;
  }

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
}  // namespace v0
}  // namespace hone
