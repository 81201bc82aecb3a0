// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// The one place that includes torch, and where its versions differ.

// First: without it clang++ does not compile libtorch 1.13 as C++20.
#include <hone/checkpoint/node.hpp>
#include <hone/detail/intra_op.hpp>
#include <hone/error.hpp>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/ivalue.h>
#include <torch/nn/module.h>
#include <torch/optim/adagrad.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/lbfgs.h>
#include <torch/optim/rmsprop.h>
#include <torch/optim/schedulers/lr_scheduler.h>
#include <torch/optim/sgd.h>
#include <torch/version.h>

#include <dlfcn.h>

#include <algorithm>
#include <exception>
#include <sstream>
#include <string>
#include <type_traits>

namespace hone {
inline namespace v0 {
namespace detail {

/// OpenBLAS, with which Debian's libtorch multiplies, has threads of its own that torch does not
/// count: two jobs that each call them wait for one another. It is never given more than it had.
inline void set_intra_op_threads(int n) {
  at::set_num_threads(n);
  void* const get = ::dlsym(RTLD_DEFAULT, "openblas_get_num_threads");
  void* const set = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads");
  if (!get || !set) return;
  static const int most = reinterpret_cast<int (*)()>(get)();
  reinterpret_cast<void (*)(int)>(set)(std::min(n, most));
}

/// A program that sees torch divides torch's threads among a study's jobs.
inline const bool kDividesTorchsThreads = [] {
  intra_op = {at::get_num_threads, set_intra_op_threads};
  return true;
}();

/// The tensor's first number, without asking torch for leave to change it.
inline const void* const_data(const at::Tensor& tensor) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
  return tensor.const_data_ptr();
#else
  return tensor.data_ptr();
#endif
}

/// Under what an optimizer's state() remembers a parameter: its address, before 2.2 as text.
template <class States>
auto state_key(const States&, const at::Tensor& parameter) {
  at::TensorImpl* const address = parameter.unsafeGetTensorImpl();
  if constexpr (std::is_pointer_v<typename States::key_type>) {
    return static_cast<void*>(address);
  } else {
    std::ostringstream text;
    text << address;
    return text.str();
  }
}

inline at::ScalarType scalar_type_of(Dtype dtype) {
  static constexpr at::ScalarType kTypes[kDtypes] = {
      at::kFloat, at::kDouble, at::kHalf, at::kBFloat16, at::kLong,         at::kInt,
      at::kShort, at::kChar,   at::kByte, at::kBool,     at::kComplexFloat, at::kComplexDouble};
  return kTypes[static_cast<size_t>(dtype)];
}

/// Throws CheckpointError, which names `what`, where a checkpoint has no such type.
inline Dtype dtype_of(const at::Tensor& tensor, const std::string& what) {
  for (size_t i = 0; i < kDtypes; ++i)
    if (scalar_type_of(static_cast<Dtype>(i)) == tensor.scalar_type()) return static_cast<Dtype>(i);
  throw CheckpointError("hone: " + what + " is a tensor of " + c10::toString(tensor.scalar_type()) +
                        ", which a checkpoint cannot hold; convert it first");
}

/// An error's text without the "hone: " that another text begins with.
inline std::string bare_text(const std::exception& error) {
  const std::string text = error.what();
  return text.compare(0, 6, "hone: ") == 0 ? text.substr(6) : text;
}

/// [1, 2], as Python writes it.
template <class Sizes>
std::string to_string_of_sizes(const Sizes& sizes) {
  std::string text = "[";
  for (const int64_t size : sizes) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + ']';
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
