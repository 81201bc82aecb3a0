// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Includes torch's headers, and handles the differences between its versions.

// Must come first: otherwise clang++ does not compile libtorch 1.13 as C++20.
#include <hone/checkpoint/format/node.hpp>
#include <hone/error.hpp>

#include <ATen/CPUGeneratorImpl.h>
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

#include <cstdint>
#include <exception>
#include <sstream>
#include <string>
#include <type_traits>

// A symbol named after torch's version and the ABI of std::string, such as
// libtorch_2_13_0_cxx11_abi_1.
#define HONE_JOIN_TORCH(major, minor, patch, abi) \
  libtorch_##major##_##minor##_##patch##_cxx11_abi_##abi
#define HONE_EXPAND_TORCH(major, minor, patch, abi) HONE_JOIN_TORCH(major, minor, patch, abi)
#define HONE_TORCH_SYMBOL                                                          \
  HONE_EXPAND_TORCH(TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR, TORCH_VERSION_PATCH, \
                    _GLIBCXX_USE_CXX11_ABI)

namespace hone {
inline namespace HONE_ABI {
namespace detail {

#ifdef HONE_COMPILED
// Defined in hone's library. A program built with the headers of another torch does not link.
extern const bool HONE_TORCH_SYMBOL;
[[gnu::used]] static const bool* const kSameTorch = &HONE_TORCH_SYMBOL;
#endif

/// Returns the address of the tensor's data; since torch 2.1 without requesting write access.
const void* const_data(const at::Tensor& tensor);

/// Returns the parameter's key in an optimizer's state(): its address, as text before torch 2.2.
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

at::ScalarType scalar_type_of(Dtype dtype);

/// Throws CheckpointError, which names `what`, if checkpoints do not support the type.
Dtype dtype_of(const at::Tensor& tensor, const std::string& what);

/// Returns an error's text without the prefix "hone: ", for use inside another message.
std::string bare_text(const std::exception& error);

/// Formats like Python: [1, 2].
template <class Sizes>
std::string to_string_of_sizes(const Sizes& sizes) {
  std::string text = "[";
  for (const int64_t size : sizes) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + ']';
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/detail/impl/torch.hpp>
#endif
