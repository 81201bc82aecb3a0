// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// Returns a module's parameters and buffers, named as in Python's state_dict.
NamedTensors named_tensors(const torch::nn::Module& module);

/// The same for a torch::jit::Module; a template, so its header is not needed.
template <class Script>
NamedTensors named_tensors_of_script(const Script& module) {
  NamedTensors result;
  for (const auto& item : module.named_parameters(/*recurse=*/true))
    result.emplace_back(item.name, item.value);
  for (const auto& item : module.named_buffers(/*recurse=*/true))
    result.emplace_back(item.name, item.value);
  return result;
}

Node save_module(const NamedTensors& tensors, TensorSink& sink);

void restore_module(const NamedTensors& tensors, const Node& node, Restoration& plan);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/module.hpp>
#endif
