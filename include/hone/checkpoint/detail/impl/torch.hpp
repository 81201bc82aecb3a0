// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/error.hpp>

#include <cstddef>
#include <exception>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

#ifdef HONE_COMPILED
const bool HONE_TORCH_SYMBOL = true;
#endif

HONE_INLINE const void* const_data(const at::Tensor& tensor) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
  return tensor.const_data_ptr();
#else
  return tensor.data_ptr();
#endif
}

HONE_INLINE at::ScalarType scalar_type_of(Dtype dtype) {
  static constexpr at::ScalarType kTypes[kDtypes] = {
      at::kFloat, at::kDouble, at::kHalf, at::kBFloat16, at::kLong,         at::kInt,
      at::kShort, at::kChar,   at::kByte, at::kBool,     at::kComplexFloat, at::kComplexDouble};
  return kTypes[static_cast<size_t>(dtype)];
}

HONE_INLINE Dtype dtype_of(const at::Tensor& tensor, const std::string& what) {
  for (size_t i = 0; i < kDtypes; ++i)
    if (scalar_type_of(static_cast<Dtype>(i)) == tensor.scalar_type()) return static_cast<Dtype>(i);
  throw CheckpointError("hone: " + what + " is a tensor of " + c10::toString(tensor.scalar_type()) +
                        ", which a checkpoint cannot hold; convert it first");
}

HONE_INLINE std::string bare_text(const std::exception& error) {
  const std::string text = error.what();
  return text.compare(0, 6, "hone: ") == 0 ? text.substr(6) : text;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
