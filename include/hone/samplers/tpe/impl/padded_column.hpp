// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/samplers/tpe/lanes.hpp>
#include <hone/samplers/tpe/padded_column.hpp>

#include <algorithm>
#include <cstddef>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void PaddedColumn::insert(size_t at, double number) {
  if (size_ == numbers_.size()) numbers_.resize(padded(size_ + 1), fill_);
  std::copy_backward(from(at), from(size_), from(size_) + 1);
  ++size_;
  numbers_[at] = number;
}

HONE_INLINE void PaddedColumn::erase(size_t at) {
  std::copy(from(at + 1), from(size_), from(at));
  --size_;
  numbers_[size_] = fill_;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
