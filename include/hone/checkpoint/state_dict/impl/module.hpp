// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/module.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <map>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE NamedTensors named_tensors(const torch::nn::Module& module) {
  NamedTensors result;
  for (const auto& item : module.named_parameters(/*recurse=*/true))
    if (item.value().defined()) result.emplace_back(item.key(), item.value());
  for (const auto& item : module.named_buffers(/*recurse=*/true))
    if (item.value().defined()) result.emplace_back(item.key(), item.value());
  return result;
}

HONE_INLINE Node save_module(const NamedTensors& tensors, TensorSink& sink) {
  Dict dict;
  dict.items.reserve(tensors.size());
  for (const auto& [name, tensor] : tensors) dict.add(name, sink.add(tensor, name));
  return dict;
}

HONE_INLINE void restore_module(const NamedTensors& tensors, const Node& node, Restoration& plan) {
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
}  // namespace HONE_ABI
}  // namespace hone
