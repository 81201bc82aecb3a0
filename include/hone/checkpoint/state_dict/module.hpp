// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// Parameters and buffers under the names that Python's state_dict gives them.
template <class = void>
inline NamedTensors named_tensors(const torch::nn::Module& module) {
  NamedTensors result;
  for (const auto& item : module.named_parameters(/*recurse=*/true))
    if (item.value().defined()) result.emplace_back(item.key(), item.value());
  for (const auto& item : module.named_buffers(/*recurse=*/true))
    if (item.value().defined()) result.emplace_back(item.key(), item.value());
  return result;
}

/// The same of a torch::jit::Module, whose header is not needed for it.
template <class Script>
NamedTensors named_tensors_of_script(const Script& module) {
  NamedTensors result;
  for (const auto& item : module.named_parameters(/*recurse=*/true))
    result.emplace_back(item.name, item.value);
  for (const auto& item : module.named_buffers(/*recurse=*/true))
    result.emplace_back(item.name, item.value);
  return result;
}

template <class = void>
inline Node save_module(const NamedTensors& tensors, TensorSink& sink) {
  Dict dict;
  dict.items.reserve(tensors.size());
  for (const auto& [name, tensor] : tensors) dict.add(name, sink.add(tensor, name));
  return dict;
}

template <class = void>
inline void restore_module(const NamedTensors& tensors, const Node& node, Restoration& plan) {
  const auto* dict = node.get<Dict>();
  if (!dict) return plan.misfit("it is no state_dict in the file");
  std::map<std::string, const Node*> in_file;
  for (const DictItem& item : dict->items)
    if (const auto* name = item.key.get<std::string>()) in_file[*name] = &item.value;
  for (const auto& [name, tensor] : tensors) {
    const auto found = in_file.find(name);
    if (found == in_file.end()) {
      plan.missing(name);
    } else {
      plan.read_into(tensor, *found->second, name, "module");
      found->second = nullptr;
    }
  }
  for (const auto& [name, left] : in_file)
    if (left) plan.unexpected(name);
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
